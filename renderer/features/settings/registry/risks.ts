import { openHostOf } from '../../../../shared/open-hosts.ts';
import { defaultSettings, type Settings } from '../../../../shared/settings.ts';
import { formatSeconds } from '../../../../shared/units.ts';
import type { Words } from '../../../language/words.ts';
import type { Caution, Machine, Risk } from './entry.ts';

const mebibyte = 1024 * 1024;
const hour = 3_600;
const day = 24 * hour;

const warn = (text: string): Caution => ({ tone: 'warn', text });
const note = (text: string): Caution => ({ tone: 'note', text });

/** What is wide about an entry of the allowlist, as one sentence; null for one host, and for what comes with the app. */
export function whyWide(entry: string, { t }: Words): string | null {
  const open = openHostOf(entry);
  if (open !== null) return t(`common.openHost.${open}`);
  return isWildcard(entry) ? t('settings.risk.wildcard', { domain: entry.slice(2) }) : null;
}

const isWildcard = (entry: string) => entry.startsWith('*.') && !defaultSettings.setup.allowlist.includes(entry);

const wideEntries = ({ setup }: Settings) =>
  setup.allowlist.filter((entry) => openHostOf(entry) !== null || isWildcard(entry));

/** The first few names of a list, and how many there are besides. */
function someOf(all: readonly string[], { t }: Words): string {
  const names = all.slice(0, 3).join(', ');
  return all.length > 3 ? t('settings.risk.someMore', { names, count: all.length - 3 }) : names;
}

/** A size that is more than the engine's disk has, or than one job commonly needs. */
function largeOnDisk(
  mebibytes: number,
  { diskBytes }: Machine,
  { t, formatBytes }: Words,
  { usual, what }: { usual: number; what: string },
): Caution | null {
  const bytes = mebibytes * mebibyte;
  if (diskBytes !== null && bytes > diskBytes) {
    return warn(t('settings.risk.diskLess', { size: formatBytes(diskBytes), what }));
  }
  return mebibytes > usual ? warn(t('settings.risk.diskLarge', { what })) : null;
}

/** A size that is taken from memory, and is more than half of it. */
function largeInMemory(mebibytes: number, { memoryBytes }: Machine, { t, formatBytes }: Words): Caution | null {
  if (memoryBytes === null || mebibytes * mebibyte <= memoryBytes / 2) return null;
  return warn(t('settings.risk.halfOfMemory', { size: formatBytes(memoryBytes) }));
}

const isTcp = (endpoint: string) => endpoint.startsWith('tcp://');

export const setupNetworkRisk: Risk = {
  couldHappen: ({ t }) => t('settings.risk.network'),
  now: (values, _, words) => {
    const wide = wideEntries(values);
    if (!values.setup.network || wide.length === 0) return null;
    return warn(words.t('settings.risk.networkNow', { hosts: someOf(wide, words) }));
  },
};

export const setupTimeoutRisk: Risk = {
  now: ({ setup }, _, { t }) =>
    setup.timeoutSeconds > 4 * hour
      ? warn(t('settings.risk.setupTimeoutNow', { time: formatSeconds(setup.timeoutSeconds) }))
      : null,
};

export const setupGpusRisk: Risk = {
  couldHappen: ({ t }) => t('settings.risk.gpus'),
  now: ({ setup }, _, { t }) => (setup.gpus ? note(t('settings.risk.gpusNow')) : null),
};

export const allowlistRisk: Risk = {
  couldHappen: ({ t }) => t('settings.risk.allowlist'),
  now: (values, _, words) => {
    const wide = wideEntries(values);
    return wide.length === 0 ? null : warn(words.t('settings.risk.allowlistNow', { hosts: someOf(wide, words) }));
  },
};

export const uploadRisk: Risk = {
  couldHappen: ({ t }) => t('settings.risk.upload'),
  now: ({ network }, _, { t, formatBytes }) =>
    network.uploadMiB > 100
      ? warn(t('settings.risk.uploadNow', { size: formatBytes(network.uploadMiB * mebibyte) }))
      : null,
};

export const downloadRisk: Risk = {
  now: ({ network }, _, { t, formatBytes }) =>
    network.downloadMiB > 512_000
      ? warn(t('settings.risk.downloadNow', { size: formatBytes(network.downloadMiB * mebibyte) }))
      : null,
};

export const wheelsOnlyRisk: Risk = {
  couldHappen: ({ t }) => t('settings.risk.wheelsOnly'),
  now: ({ setup }, _, { t }) => (setup.network && !setup.wheelsOnly ? note(t('settings.risk.wheelsOnlyNow')) : null),
};

export const hubRisk: Risk = {
  couldHappen: ({ t }) => t('settings.risk.hub'),
  now: ({ network }, _, { t }) =>
    network.hubUrl === defaultSettings.network.hubUrl ? null : warn(t('settings.risk.hubNow')),
};

export const cacheRisk: Risk = {
  now: ({ network }, machine, words) =>
    largeOnDisk(network.cacheMiB, machine, words, {
      usual: Number.POSITIVE_INFINITY,
      what: words.t('settings.risk.cacheFills'),
    }),
};

export const certificatesRisk: Risk = {
  couldHappen: ({ t }) => t('settings.risk.certificates'),
  now: ({ network }, _, { t }) => (network.certificatesFile === '' ? null : warn(t('settings.risk.certificatesNow'))),
};

export const exceptionsRisk: Risk = {
  couldHappen: ({ t }) => t('settings.risk.exceptions'),
  now: ({ network }, _, { t }) => (network.exceptions.length === 0 ? null : warn(t('settings.risk.exceptionsNow'))),
};

export const budgetRisk: Risk = {
  now: ({ storage }, { diskBytes }, { t, formatBytes }) =>
    storage.budgetGiB !== 'auto' && diskBytes !== null && storage.budgetGiB * 1024 ** 3 > diskBytes
      ? warn(t('settings.risk.budgetNow', { size: formatBytes(diskBytes) }))
      : null,
};

export const defaultTimeoutRisk: Risk = {
  now: ({ limits }, _, { t }) => {
    if (limits.defaultTimeoutSeconds > limits.maxTimeoutSeconds) return warn(t('settings.risk.timeoutsCrossedNow'));
    return limits.defaultTimeoutSeconds > 2 * day
      ? warn(t('settings.risk.defaultTimeoutNow', { time: formatSeconds(limits.defaultTimeoutSeconds) }))
      : null;
  },
};

export const longestTimeoutRisk: Risk = {
  now: ({ limits }, _, { t }) =>
    limits.maxTimeoutSeconds > 7 * day
      ? warn(t('settings.risk.longestTimeoutNow', { time: formatSeconds(limits.maxTimeoutSeconds) }))
      : null,
};

export const memoryRisk: Risk = {
  now: ({ limits, queue }, { memoryBytes }, { t, formatBytes }) => {
    if (limits.memoryMiB === 'auto' || memoryBytes === null) return null;
    const bytes = limits.memoryMiB * mebibyte;
    const size = formatBytes(memoryBytes);
    if (bytes > memoryBytes) return warn(t('settings.risk.memoryNow', { size }));
    return bytes * queue.concurrency > memoryBytes
      ? warn(t('settings.risk.memoryTogetherNow', { count: queue.concurrency, size }))
      : null;
  },
};

export const cpusRisk: Risk = {
  now: ({ limits }, { cpus }, { t }) =>
    limits.cpus !== 'auto' && cpus !== null && limits.cpus > cpus
      ? warn(t('settings.risk.cpusNow', { count: cpus }))
      : null,
};

export const processesRisk: Risk = {
  now: ({ limits }, _, { t }) => (limits.pids > 16_384 ? warn(t('settings.risk.processesNow')) : null),
};

export const temporaryRisk: Risk = {
  now: ({ limits }, machine, words) => largeInMemory(limits.tmpMiB, machine, words),
};

export const sharedMemoryRisk: Risk = {
  now: ({ limits }, machine, words) => largeInMemory(limits.shmMiB, machine, words),
};

export const packageSpaceRisk: Risk = {
  now: ({ limits }, machine, words) =>
    largeOnDisk(limits.environmentMiB, machine, words, { usual: 204_800, what: words.t('settings.risk.fillsDisk') }),
};

export const outputSpaceRisk: Risk = {
  now: ({ limits }, machine, words) =>
    largeOnDisk(limits.outputsMiB, machine, words, { usual: 512_000, what: words.t('settings.risk.fillsDisk') }),
};

export const logRisk: Risk = {
  now: ({ limits }, machine, words) =>
    largeOnDisk(limits.logMiB, machine, words, { usual: 2_048, what: words.t('settings.risk.logsStay') }),
};

export const concurrencyRisk: Risk = {
  now: ({ queue }, { cpus }, { t }) =>
    cpus !== null && queue.concurrency > cpus ? warn(t('settings.risk.concurrencyNow', { count: cpus })) : null,
};

export const endpointRisk: Risk = {
  couldHappen: ({ t }) => t('settings.risk.endpoint'),
  now: ({ engine }, _, { t }) => (isTcp(engine.endpoint) ? warn(t('settings.risk.endpointNow')) : null),
};

export const imageRisk: Risk = {
  couldHappen: ({ t }) => t('settings.risk.image'),
  now: ({ engine }, _, { t }) =>
    engine.image === defaultSettings.engine.image ? null : warn(t('settings.risk.imageNow')),
};
