import { languageNames } from '../../../../shared/languages/language.ts';
import { isSettingPath, type SettingPath } from '../../../../shared/setting-paths.ts';
import type { Words } from '../../../language/words.ts';
import type { SettingEntry, Topic } from './entry.ts';
import * as risks from './risks.ts';

/**
 * Every setting, in the order in which it is shown; what it is called and does is said by the texts under its path
 * (`settings.entry`). Search, defaults, marks of what is changed, resetting and importing are made from it.
 */
const entries: Readonly<Record<SettingPath, SettingEntry>> = {
  'setup.network': { section: 'setup', risk: risks.setupNetworkRisk },
  'setup.timeoutSeconds': { section: 'setup', unit: 'seconds', risk: risks.setupTimeoutRisk },
  'setup.gpus': { section: 'setup', risk: risks.setupGpusRisk },
  'setup.allowlist': { section: 'network', risk: risks.allowlistRisk },
  'network.uploadMiB': { section: 'network', unit: 'MiB', risk: risks.uploadRisk },
  'network.downloadMiB': { section: 'network', unit: 'MiB', risk: risks.downloadRisk },
  'setup.wheelsOnly': { section: 'network', risk: risks.wheelsOnlyRisk },
  'network.indexes': { section: 'network' },
  'network.hubUrl': { section: 'network', risk: risks.hubRisk },
  'network.cacheMiB': { section: 'network', unit: 'MiB', risk: risks.cacheRisk },
  'network.certificatesFile': { section: 'network', risk: risks.certificatesRisk },
  'network.exceptions': { section: 'network', risk: risks.exceptionsRisk },
  'models.detect': { section: 'models' },
  'storage.budgetGiB': { section: 'storage', unit: 'GiB', risk: risks.budgetRisk },
  'limits.defaultTimeoutSeconds': { section: 'limits', unit: 'seconds', risk: risks.defaultTimeoutRisk },
  'limits.maxTimeoutSeconds': { section: 'limits', unit: 'seconds', risk: risks.longestTimeoutRisk },
  'limits.memoryMiB': { section: 'limits', unit: 'MiB', risk: risks.memoryRisk },
  'limits.cpus': { section: 'limits', unit: 'CPUs', risk: risks.cpusRisk },
  'limits.pids': { section: 'limits', risk: risks.processesRisk },
  'limits.tmpMiB': { section: 'limits', unit: 'MiB', risk: risks.temporaryRisk },
  'limits.shmMiB': { section: 'limits', unit: 'MiB', risk: risks.sharedMemoryRisk },
  'limits.environmentMiB': { section: 'limits', unit: 'MiB', risk: risks.packageSpaceRisk },
  'limits.outputsMiB': { section: 'limits', unit: 'MiB', risk: risks.outputSpaceRisk },
  'limits.logMiB': { section: 'limits', unit: 'MiB', risk: risks.logRisk },
  'queue.concurrency': { section: 'queue', risk: risks.concurrencyRisk },
  'queue.accepting': { section: 'queue' },
  'pricing.perHour': { section: 'pricing', unit: 'USD/h' },
  'engine.endpoint': { section: 'engine', risk: risks.endpointRisk },
  'engine.image': { section: 'engine', risk: risks.imageRisk },
  'appearance.theme': {
    section: 'appearance',
    choices: ({ t }) => ({
      system: t('settings.choice.system'),
      light: t('settings.choice.light'),
      dark: t('settings.choice.dark'),
    }),
  },
  'appearance.language': {
    section: 'appearance',
    choices: ({ t }) => ({ system: t('settings.choice.system'), ...languageNames }),
  },
  'desktop.closeToTray': { section: 'desktop' },
  'desktop.startAtLogin': { section: 'desktop' },
  'desktop.notifyFinished': { section: 'desktop' },
  'desktop.notifyFailed': { section: 'desktop' },
  'desktop.notifyEngine': { section: 'desktop' },
  'desktop.notifyHot': { section: 'desktop' },
  'desktop.hotCelsius': { section: 'desktop', unit: '°C' },
};

/** What is set here, and is kept elsewhere: it has no default, and is never exported. `data-setting` of the token. */
export const hubTokenPath = 'hubToken';

/** All that has a title and a description. */
export type TopicPath = SettingPath | typeof hubTokenPath;

export const entryOf = (path: SettingPath): SettingEntry => entries[path];

export const titleOf = (path: TopicPath, { t }: Words): string => t(`settings.entry.${path}.title`);

/** What a setting does, in paragraphs. */
export const helpOf = (path: TopicPath, { t }: Words): string[] => t(`settings.entry.${path}.help`).split('\n\n');

export const topicOf = (path: TopicPath, words: Words): Topic => ({
  section: path === hubTokenPath ? 'models' : entries[path].section,
  title: titleOf(path, words),
  help: helpOf(path, words),
  keywords: words.t(`settings.entry.${path}.keywords`),
});

/** Every setting, in the order in which it is shown. */
export const shownPaths: readonly SettingPath[] = Object.keys(entries).filter(isSettingPath);

/** All that can be found, in the order in which it is shown. */
export const topicPaths: readonly TopicPath[] = [...shownPaths, hubTokenPath];
