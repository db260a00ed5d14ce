import { languageNames } from '../../../../shared/languages/language.ts';
import { isSettingPath, type SettingPath } from '../../../../shared/setting-paths.ts';
import type { SettingEntry, Topic } from './entry.ts';
import * as risks from './risks.ts';

/**
 * Every setting, in the order in which it is shown: the only place that says what it is called and what it does. Search,
 * defaults, marks of what is changed, resetting and importing are made from it.
 */
const entries: Readonly<Record<SettingPath, SettingEntry>> = {
  'setup.network': {
    section: 'setup',
    title: 'Setup network',
    help: [
      'On: setup reaches the hosts that are allowed under Network, and nothing else. Off: jobs whose requirements are not in the image or carried along are refused before anything runs. Execution never has a network.',
    ],
    keywords: 'internet online offline pip install access',
    risk: risks.setupNetworkRisk,
  },
  'setup.timeoutSeconds': {
    section: 'setup',
    title: 'Setup timeout',
    help: ['Longest time for installing what a job requires.'],
    keywords: 'time limit install duration',
    unit: 'seconds',
    risk: risks.setupTimeoutRisk,
  },
  'setup.gpus': {
    section: 'setup',
    title: 'GPUs in setup',
    help: ['Setup sees the job’s GPUs too. Some packages need them to build.'],
    keywords: 'nvidia cuda build compile device',
    risk: risks.setupGpusRisk,
  },
  'setup.allowlist': {
    section: 'network',
    title: 'Allowlist',
    help: [
      'The hosts that setup may reach; everything else is refused. The gateway looks every name up itself and holds setup to it: a name, or *.hf.co for every name below it, on port 443 unless another follows, as in mirror.example.org:8443.',
      'github.com and amazonaws.com are not on it: anyone can upload there, so that a job could carry data out through them, or fetch whatever it likes.',
    ],
    keywords: 'hosts domains whitelist firewall permit wildcard',
    risk: risks.allowlistRisk,
  },
  'network.uploadMiB': {
    section: 'network',
    title: 'Upload cap',
    help: [
      'What one setup may send to the hosts of one entry. It keeps a job from carrying data out through a host that is allowed.',
    ],
    keywords: 'send limit exfiltration traffic',
    unit: 'MiB',
    risk: risks.uploadRisk,
  },
  'network.downloadMiB': {
    section: 'network',
    title: 'Download cap',
    help: ['What one setup may fetch from the hosts of one entry.'],
    keywords: 'receive limit traffic bandwidth',
    unit: 'MiB',
    risk: risks.downloadRisk,
  },
  'setup.wheelsOnly': {
    section: 'network',
    title: 'Wheels only',
    help: [
      'Only packages that need no build are installed, so that no code of a stranger runs while there is a way out. A job that needs a package without a wheel then fails, and says so.',
    ],
    keywords: 'build source sdist compile binary packages pip',
    risk: risks.wheelsOnlyRisk,
  },
  'network.indexes': {
    section: 'network',
    title: 'Package indexes',
    help: [
      'Asked from top to bottom. A package is looked for only on the first index with a rule that names it, so that nobody can put a package of the same name on another. A rule is a name, the beginning of one such as nvidia-*, or * for all.',
    ],
    keywords: 'pypi pytorch mirror repository pip extra index url',
  },
  'network.hubUrl': {
    section: 'network',
    title: 'Model hub',
    help: ['Where models and datasets are fetched from.'],
    keywords: 'hugging face huggingface mirror endpoint',
    risk: risks.hubRisk,
  },
  'network.cacheMiB': {
    section: 'network',
    title: 'Download cache',
    help: ['Packages and models that are kept for other jobs. What was not used for longest goes first.'],
    keywords: 'disk space kept wheels',
    unit: 'MiB',
    risk: risks.cacheRisk,
  },
  'network.certificatesFile': {
    section: 'network',
    title: 'Certificates file',
    help: [
      'Path of a file with PEM certificates to trust besides the public ones, for a mirror of your own. Empty for none.',
    ],
    keywords: 'tls ssl ca https pem trust',
    risk: risks.certificatesRisk,
  },
  'network.exceptions': {
    section: 'network',
    title: 'Exceptions',
    help: [
      'Names that lead to a private address are refused, so that no job reaches the devices around this computer. A mirror of your own has such an address: name its host or its network here. Its name must be on the allowlist too.',
    ],
    keywords: 'private addresses lan intranet local network nas router',
    risk: risks.exceptionsRisk,
  },
  'models.detect': {
    section: 'models',
    title: 'Fetch models found in scripts',
    help: [
      'A job names its models and datasets itself. On: those that its script loads by name in well-known calls, such as from_pretrained(“owner/name”), are found without running it and fetched in setup as well. Off: they are listed in the job, and not fetched.',
    ],
    keywords: 'detect hugging face transformers datasets from_pretrained snapshot_download',
  },
  'storage.budgetGiB': {
    section: 'storage',
    title: 'Storage budget',
    help: [
      'What environments, models and datasets may take in all. Beyond it, what was not used for longest goes first; what a job uses stays until the job is over.',
    ],
    keywords: 'disk space cache eviction clean up',
    unit: 'GiB',
    risk: risks.budgetRisk,
  },
  'limits.defaultTimeoutSeconds': {
    section: 'limits',
    title: 'Default job timeout',
    help: ['For jobs that name no time limit of their own.'],
    keywords: 'time limit duration hang',
    unit: 'seconds',
    risk: risks.defaultTimeoutRisk,
  },
  'limits.maxTimeoutSeconds': {
    section: 'limits',
    title: 'Longest job timeout',
    help: ['A job that asks for more is refused.'],
    keywords: 'time limit maximum duration',
    unit: 'seconds',
    risk: risks.longestTimeoutRisk,
  },
  'limits.memoryMiB': {
    section: 'limits',
    title: 'Memory',
    help: ['Memory of each job, swap included. A job that needs more is ended.'],
    keywords: 'ram oom swap',
    unit: 'MiB',
    risk: risks.memoryRisk,
  },
  'limits.cpus': {
    section: 'limits',
    title: 'CPUs',
    help: ['CPU time of each job, in whole CPUs or parts of one.'],
    keywords: 'cores processor threads',
    unit: 'CPUs',
    risk: risks.cpusRisk,
  },
  'limits.pids': {
    section: 'limits',
    title: 'Processes',
    help: ['Processes and threads that a job may have at once.'],
    keywords: 'pids threads fork bomb',
    risk: risks.processesRisk,
  },
  'limits.tmpMiB': {
    section: 'limits',
    title: 'Temporary space',
    help: ['/tmp of each phase, in memory.'],
    keywords: 'tmp scratch ram',
    unit: 'MiB',
    risk: risks.temporaryRisk,
  },
  'limits.shmMiB': {
    section: 'limits',
    title: 'Shared memory',
    help: ['/dev/shm: data loaders of PyTorch pass their batches through it.'],
    keywords: 'shm dataloader workers ram',
    unit: 'MiB',
    risk: risks.sharedMemoryRisk,
  },
  'limits.environmentMiB': {
    section: 'limits',
    title: 'Package space',
    help: ['Disk space for what setup installs.'],
    keywords: 'disk environment site-packages',
    unit: 'MiB',
    risk: risks.packageSpaceRisk,
  },
  'limits.outputsMiB': {
    section: 'limits',
    title: 'Output space',
    help: ['Disk space for what a job writes to /outputs.'],
    keywords: 'disk results files checkpoints',
    unit: 'MiB',
    risk: risks.outputSpaceRisk,
  },
  'limits.logMiB': {
    section: 'limits',
    title: 'Log size',
    help: ['Output that is kept of each job; what goes beyond is thrown away.'],
    keywords: 'stdout stderr disk print',
    unit: 'MiB',
    risk: risks.logRisk,
  },
  'queue.concurrency': {
    section: 'queue',
    title: 'Jobs at once',
    help: ['More jobs wait in the queue. GPUs are never shared between jobs.'],
    keywords: 'parallel concurrent simultaneous',
    risk: risks.concurrencyRisk,
  },
  'queue.accepting': {
    section: 'queue',
    title: 'Start queued jobs',
    help: ['Off: jobs wait in the queue. The same as the switch in the top bar.'],
    keywords: 'pause resume accept',
  },
  'engine.endpoint': {
    section: 'engine',
    title: 'Engine address',
    help: ['“auto” looks where Docker usually is; else a socket path or tcp://host:port.'],
    keywords: 'docker host socket podman remote tcp endpoint',
    risk: risks.endpointRisk,
  },
  'engine.image': {
    section: 'engine',
    title: 'Sandbox image',
    help: ['The image that jobs run in. The app can prepare the one that it comes with.'],
    keywords: 'docker container python',
    risk: risks.imageRisk,
  },
  'appearance.theme': {
    section: 'appearance',
    title: 'Theme',
    help: ['System follows what your desktop is set to.'],
    keywords: 'dark light colours mode',
    words: { system: 'System', light: 'Light', dark: 'Dark' },
  },
  'appearance.language': {
    section: 'appearance',
    title: 'Language',
    help: ['System follows what your desktop is set to, and is English where its language is not here.'],
    keywords: 'translation locale english deutsch german',
    words: { system: 'System', ...languageNames },
  },
  'desktop.closeToTray': {
    section: 'desktop',
    title: 'Keep running when the window is closed',
    help: [
      'On: closing the window leaves the app and its jobs running, with an icon in the tray. Off: closing the window quits the app; it asks first while jobs run.',
    ],
    keywords: 'tray background minimise exit quit',
  },
  'desktop.startAtLogin': {
    section: 'desktop',
    title: 'Start at login',
    help: [
      'The app starts in the tray when you log in, so that waiting jobs run. Where there is no tray, its window opens.',
    ],
    keywords: 'autostart boot launch',
  },
  'desktop.notifyFinished': {
    section: 'desktop',
    title: 'Notify when a job succeeds',
    help: ['Not for a job that you are looking at. Jobs that end together are told together.'],
    keywords: 'notification message finished done',
  },
  'desktop.notifyFailed': {
    section: 'desktop',
    title: 'Notify when a job fails',
    help: ['Also when it runs out of time or is interrupted.'],
    keywords: 'notification message error',
  },
  'desktop.notifyEngine': {
    section: 'desktop',
    title: 'Notify when the engine is lost',
    help: ['And when it is back. No job can run without it.'],
    keywords: 'notification message docker disconnected',
  },
  'desktop.notifyHot': {
    section: 'desktop',
    title: 'Notify when a GPU is hot',
    help: ['At most every 15 minutes for each GPU.'],
    keywords: 'notification message temperature heat',
  },
  'desktop.hotCelsius': {
    section: 'desktop',
    title: 'Hot from',
    help: ['Most GPUs slow themselves down between 83 and 95 °C.'],
    keywords: 'temperature heat threshold',
    unit: '°C',
  },
};

/** What is set here, and is kept elsewhere. It has no default, and is never exported. */
export const hubTokenTopic: Topic = {
  section: 'models',
  title: 'Token for the model hub',
  help: [
    'For gated and private repositories: they are fetched as the account that the token belongs to, which must have accepted their terms. Without one, only public repositories can be fetched.',
    'Only the gateway uses it, and only to ask the hub. No job sees it: it is in no container that a job’s code runs in, in no log and not in the ledger. But a job that names a repository of yours gets its files.',
  ],
  keywords: 'hugging face huggingface password login secret key gated private',
};

/** `data-setting` of the token. */
export const hubTokenPath = 'hubToken';

export const entryOf = (path: SettingPath): SettingEntry => entries[path];

/** Every setting, in the order in which it is shown. */
export const shownPaths: readonly SettingPath[] = Object.keys(entries).filter(isSettingPath);

/** All that can be found, in the order in which it is shown. */
export const topics: readonly { path: string; topic: Topic }[] = [
  ...shownPaths.map((path) => ({ path, topic: entries[path] })),
  { path: hubTokenPath, topic: hubTokenTopic },
];
