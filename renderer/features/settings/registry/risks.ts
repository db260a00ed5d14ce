import { whyOpen } from '../../../../shared/open-hosts.ts';
import { defaultSettings, type Settings } from '../../../../shared/settings.ts';
import { formatBytes, formatSeconds } from '../../../../shared/units.ts';
import type { Caution, Machine, Risk } from './entry.ts';

const mebibyte = 1024 * 1024;
const hour = 3_600;
const day = 24 * hour;

const warn = (text: string): Caution => ({ tone: 'warn', text });
const note = (text: string): Caution => ({ tone: 'note', text });

/** What is wide about an entry of the allowlist, as one sentence; null for one host, and for what comes with the app. */
export function whyWide(entry: string): string | null {
  const open = whyOpen(entry);
  if (open !== null) return open;
  if (!entry.startsWith('*.') || defaultSettings.setup.allowlist.includes(entry)) return null;
  return `Every name below ${entry.slice(2)} is let through, also those that others can get there.`;
}

const wideEntries = ({ setup }: Settings) => setup.allowlist.filter((entry) => whyWide(entry) !== null);

/** The first few names of a list, and how many there are besides. */
function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** A size that is more than the engine's disk has, or than one job commonly needs. */
function largeOnDisk(mebibytes: number, { diskBytes }: Machine, usual: number, what: string): Caution | null {
  const bytes = mebibytes * mebibyte;
  if (diskBytes !== null && bytes > diskBytes) {
    return warn(`More than the engine’s disk has (${formatBytes(diskBytes)}): ${what}`);
  }
  return mebibytes > usual ? warn(`Very large: ${what}`) : null;
}

/** A size that is taken from memory, and is more than half of it. */
function largeInMemory(mebibytes: number, { memoryBytes }: Machine): Caution | null {
  if (memoryBytes === null || mebibytes * mebibyte <= memoryBytes / 2) return null;
  return warn(
    `More than half of the engine’s memory (${formatBytes(memoryBytes)}): one job could use up what is left.`,
  );
}

const isTcp = (endpoint: string) => endpoint.startsWith('tcp://');

const fillsDisk = 'one job could fill the disk, and everything else on it would stop.';

export const setupNetworkRisk: Risk = {
  couldHappen:
    'While it is on, a stranger’s setup talks to the hosts on the allowlist. What can be written to there, a job can carry data out through.',
  now: (values) => {
    const wide = wideEntries(values);
    if (!values.setup.network || wide.length === 0) return null;
    return warn(
      `Setup can reach ${someOf(wide)}, where others than you decide what is there: a job could carry data out, or fetch anything that somebody put there.`,
    );
  },
};

export const setupTimeoutRisk: Risk = {
  now: ({ setup }) =>
    setup.timeoutSeconds > 4 * hour
      ? warn(`Very long: a job can hold its GPUs for ${formatSeconds(setup.timeoutSeconds)} before it even runs.`)
      : null,
};

export const setupGpusRisk: Risk = {
  couldHappen:
    'Code that packages run while they are built reaches the NVIDIA driver at a time when there is a way out to the allowed hosts.',
  now: ({ setup }) =>
    setup.gpus
      ? note('Code that packages run while they are built reaches the NVIDIA driver while there is a way out.')
      : null,
};

export const allowlistRisk: Risk = {
  couldHappen:
    'Through a host that anyone can write to, a job can carry out data, and fetch whatever somebody put there.',
  now: (values) => {
    const wide = wideEntries(values);
    return wide.length === 0
      ? null
      : warn(`${someOf(wide)}: a job could carry data out there, or fetch anything that somebody put there.`);
  },
};

export const uploadRisk: Risk = {
  couldHappen: 'The more a setup may send, the more a job can carry out through a host that is allowed.',
  now: ({ network }) =>
    network.uploadMiB > 100
      ? warn(`A job could carry out up to ${formatBytes(network.uploadMiB * mebibyte)} through each allowed host.`)
      : null,
};

export const downloadRisk: Risk = {
  now: ({ network }) =>
    network.downloadMiB > 512_000
      ? warn(`One setup could fetch up to ${formatBytes(network.downloadMiB * mebibyte)} from each allowed host.`)
      : null,
};

export const wheelsOnlyRisk: Risk = {
  couldHappen:
    'While it is off, packages without a wheel are built, which runs code of strangers while setup has a way out to the allowed hosts.',
  now: ({ setup }) =>
    setup.network && !setup.wheelsOnly
      ? note('Packages may be built: code of strangers runs while setup has a way out to the allowed hosts.')
      : null,
};

export const hubRisk: Risk = {
  couldHappen: 'Your token for the model hub is sent to this address, and models are taken from there.',
  now: ({ network }) =>
    network.hubUrl === defaultSettings.network.hubUrl
      ? null
      : warn(
          'Your token for the model hub is sent to this address, if one is saved: whoever runs it can use the token.',
        ),
};

export const cacheRisk: Risk = {
  now: ({ network }, machine) =>
    largeOnDisk(network.cacheMiB, machine, Number.POSITIVE_INFINITY, 'it fills up before anything is removed.'),
};

export const certificatesRisk: Risk = {
  couldHappen:
    'Whoever holds the key of a certificate in the file can pose as any host to setup: change packages on their way, and read the token for the model hub.',
  now: ({ network }) =>
    network.certificatesFile === ''
      ? null
      : warn(
          'Whoever holds a key of these certificates can pose as any host: change packages on their way, and read the token for the model hub.',
        ),
};

export const exceptionsRisk: Risk = {
  couldHappen: 'A stranger’s setup reaches devices inside your own network, such as a router, a NAS or a printer.',
  now: ({ network }) =>
    network.exceptions.length === 0
      ? null
      : warn(
          'Strangers’ setup may reach these addresses inside your own network, as far as the allowlist names a host there. Keep them few and narrow.',
        ),
};

export const budgetRisk: Risk = {
  now: ({ storage }, { diskBytes }) =>
    storage.budgetGiB !== 'auto' && diskBytes !== null && storage.budgetGiB * 1024 ** 3 > diskBytes
      ? warn(`More than the engine’s disk, which has ${formatBytes(diskBytes)}.`)
      : null,
};

export const defaultTimeoutRisk: Risk = {
  now: ({ limits }) => {
    if (limits.defaultTimeoutSeconds > limits.maxTimeoutSeconds) return warn('Longer than the longest job timeout.');
    return limits.defaultTimeoutSeconds > 2 * day
      ? warn(`Very long: a job that hangs holds its GPUs for ${formatSeconds(limits.defaultTimeoutSeconds)}.`)
      : null;
  },
};

export const longestTimeoutRisk: Risk = {
  now: ({ limits }) =>
    limits.maxTimeoutSeconds > 7 * day
      ? warn(`Very long: one job can hold its GPUs for ${formatSeconds(limits.maxTimeoutSeconds)}.`)
      : null,
};

export const memoryRisk: Risk = {
  now: ({ limits, queue }, { memoryBytes }) => {
    if (limits.memoryMiB === 'auto' || memoryBytes === null) return null;
    const bytes = limits.memoryMiB * mebibyte;
    const has = `the engine has (${formatBytes(memoryBytes)})`;
    if (bytes > memoryBytes) {
      return warn(`More than ${has}: a job could use it all up, and other programs on this computer would be ended.`);
    }
    return bytes * queue.concurrency > memoryBytes
      ? warn(`${queue.concurrency} jobs at once could use more than ${has}: other programs would be ended.`)
      : null;
  },
};

export const cpusRisk: Risk = {
  now: ({ limits }, { cpus }) =>
    limits.cpus !== 'auto' && cpus !== null && limits.cpus > cpus
      ? warn(`More than the engine has: jobs use all ${cpus} of its CPUs.`)
      : null,
};

export const processesRisk: Risk = {
  now: ({ limits }) =>
    limits.pids > 16_384
      ? warn('Very many: a job that starts ever more processes could make this computer unusable.')
      : null,
};

export const temporaryRisk: Risk = {
  now: ({ limits }, machine) => largeInMemory(limits.tmpMiB, machine),
};

export const sharedMemoryRisk: Risk = {
  now: ({ limits }, machine) => largeInMemory(limits.shmMiB, machine),
};

export const packageSpaceRisk: Risk = {
  now: ({ limits }, machine) => largeOnDisk(limits.environmentMiB, machine, 204_800, fillsDisk),
};

export const outputSpaceRisk: Risk = {
  now: ({ limits }, machine) => largeOnDisk(limits.outputsMiB, machine, 512_000, fillsDisk),
};

export const logRisk: Risk = {
  now: ({ limits }, machine) => largeOnDisk(limits.logMiB, machine, 2_048, 'every job may keep that much, for good.'),
};

export const concurrencyRisk: Risk = {
  now: ({ queue }, { cpus }) =>
    cpus !== null && queue.concurrency > cpus
      ? warn(`More jobs than the engine has CPUs (${cpus}): all of them become slow.`)
      : null,
};

export const endpointRisk: Risk = {
  couldHappen:
    'Over plain TCP nothing is encrypted and nobody is asked who they are: whoever reaches the engine rules the computer that it runs on.',
  now: ({ engine }) =>
    isTcp(engine.endpoint)
      ? warn(
          'Plain TCP: nothing is encrypted and nobody is asked who they are. Whoever reaches this port rules the computer that the engine runs on, and sees every job.',
        )
      : null,
};

export const imageRisk: Risk = {
  couldHappen: 'Jobs run with what the image holds: one that others change can read what every job is given.',
  now: ({ engine }) =>
    engine.image === defaultSettings.engine.image
      ? null
      : warn('Not the image that comes with the app: whoever makes it decides what every job runs with.'),
};
