import type { JobEnvironment } from '../shared/environments.ts';
import type { Phase } from '../shared/errors.ts';
import type { GpuSpan, ThrottleReason } from '../shared/gpus.ts';
import type { JobProgress, JobSource, JobState, RefusedOutput, WaitReason } from '../shared/jobs.ts';
import type { FaultReason, LedgerKind, RefusalReason, Verdict } from '../shared/ledger.ts';
import type { FetchProgress, RepositoryType } from '../shared/models.ts';
import type { KeptKind } from '../shared/storage.ts';
import { cleanName } from '../shared/text.ts';
import { formatBytes, formatDuration } from '../shared/units.ts';

const stateWords: Readonly<Record<JobState, string>> = {
  queued: 'Queued',
  preparing: 'Preparing',
  setup: 'Setup',
  executing: 'Executing',
  collecting: 'Collecting',
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
  timed_out: 'Timed out',
  interrupted: 'Interrupted',
};

export const describeState = (state: JobState) => stateWords[state];

const phaseWords: Readonly<Record<Phase, string>> = {
  preparing: 'Preparing',
  setup: 'Setup',
  executing: 'Execution',
  collecting: 'Collecting',
};

export const describePhase = (phase: Phase) => phaseWords[phase];

const waitWords: Readonly<Record<WaitReason, string>> = {
  turn: 'Waits for its turn',
  gpus: 'Waits for free GPUs',
  engine: 'Waits for the engine',
  image: 'Waits for an image that jobs need',
  paused: 'Waits: accepting is paused',
};

export const describeWait = (reason: WaitReason) => waitWords[reason];

const refusalWords: Readonly<Record<RefusedOutput['reason'], string>> = {
  link: 'a link',
  device: 'a device or socket',
  outside: 'leaves the outputs folder',
  name: 'a name that this system cannot keep',
  limit: 'over the output space limit',
};

export const describeRefusal = (reason: RefusedOutput['reason']) => refusalWords[reason];

const doorWords: Readonly<Record<LedgerKind, string>> = {
  index: 'Packages',
  hub: 'Models',
  connect: 'Proxy',
  other: 'None',
};

/** The door of the gateway that a request came through. */
export const describeDoor = (kind: LedgerKind) => doorWords[kind];

const outcomeWords: Readonly<Record<Verdict['outcome'], string>> = {
  allowed: 'Allowed',
  refused: 'Refused',
  failed: 'Failed',
};

export const describeOutcome = (outcome: Verdict['outcome']) => outcomeWords[outcome];

const reasonWords: Readonly<Record<RefusalReason | FaultReason, string>> = {
  not_listed: 'Not on the allowlist',
  port_not_listed: 'This port is not on the allowlist',
  address_literal: 'An address instead of a name',
  address_refused: 'Leads to a private address',
  name_mismatch: 'Asks for another host inside',
  not_tls: 'Not encrypted',
  plain_http: 'Plain HTTP',
  malformed: 'Not a request that makes sense',
  upload_cap: 'Upload cap reached',
  download_cap: 'Download cap reached',
  no_index: 'No package index is set for it',
  too_large: 'Too large',
  busy: 'Too many at once',
  unresolved: 'The name was not found',
  unreachable: 'The host did not answer',
  upstream_error: 'The host answered with an error',
  cut: 'The connection broke off',
  wrong_hash: 'The checksum does not match',
  no_space: 'No space in the download cache',
};

/** Why a request was refused or failed, in a few words. */
export const describeReason = (reason: RefusalReason | FaultReason) => reasonWords[reason];

const throttleWords: Readonly<Record<ThrottleReason, { name: string; meaning: string }>> = {
  power_cap: {
    name: 'Power limit',
    meaning: 'It draws as much power as its limit allows. This is usual under full load.',
  },
  thermal: {
    name: 'Heat',
    meaning: 'It is too hot and slows down to cool. Check its fans, the air around the machine and dust.',
  },
  power_brake: {
    name: 'Power supply',
    meaning: 'The power supply asked it to slow down. Check that the supply is strong enough and its cables are firm.',
  },
  sync_boost: {
    name: 'Kept in step',
    meaning: 'The driver keeps it as slow as the slowest GPU of its group.',
  },
  application: {
    name: 'Clocks set by hand',
    meaning: 'Lower clocks were set for it on this machine. “nvidia-smi -rac” sets them back.',
  },
  other: {
    name: 'Another reason',
    meaning: 'The driver holds its clocks down and does not say why.',
  },
};

/** Why a GPU runs slower than it could, and what that means for the seller. */
export const describeThrottle = (reason: ThrottleReason) => throttleWords[reason];

const spanWords: Readonly<Record<GpuSpan, string>> = { '1m': '1 min', '10m': '10 min', '1h': '1 h', '24h': '24 h' };

export const describeSpan = (span: GpuSpan) => spanWords[span];

const environmentWords: Readonly<Record<JobEnvironment['origin'], string>> = {
  built: 'Built in this job’s setup',
  shared: 'Built by another job at the same time',
  kept: 'Kept from an earlier job: nothing had to be installed',
};

/** Where the environment of a job came from. */
export const describeEnvironment = (origin: JobEnvironment['origin']) => environmentWords[origin];

const repositoryWords: Readonly<Record<RepositoryType, string>> = { model: 'Model', dataset: 'Dataset' };

export const describeRepositoryType = (type: RepositoryType) => repositoryWords[type];

const keptWords: Readonly<Record<KeptKind, string>> = {
  environment: 'Environment',
  model: 'Model',
  dataset: 'Dataset',
  downloads: 'Downloads',
};

export const describeKept = (kind: KeptKind) => keptWords[kind];

export const nameOf = (name: string) => cleanName(name) || 'Untitled job';

export function describeSource(source: JobSource): string {
  switch (source.kind) {
    case 'form':
      return 'Form';
    case 'path':
      return cleanName(source.path.split(/[\\/]/).findLast((part) => part !== '') ?? source.path);
    case 'example':
      return 'Example';
  }
}

/** One short line about a step; `fraction` is 0 to 1, or null where nobody can tell. */
export interface ProgressWords {
  label: string;
  detail: string;
  fraction: number | null;
}

const share = (done: number, all: number | null) => (all === null || all <= 0 ? null : Math.min(1, done / all));

/** `3.1 of 12 MiB`, or only what is known. */
function bytesOf(done: number, all: number | null): string {
  return all === null ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(all)}`;
}

export const plural = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export function describeProgress(progress: JobProgress): ProgressWords {
  switch (progress.step) {
    case 'uploading':
      return {
        label: 'Copying in the job’s files',
        detail: bytesOf(progress.bytes, progress.totalBytes),
        fraction: share(progress.bytes, progress.totalBytes),
      };
    case 'checking':
      return { label: 'Checking requirements', detail: '', fraction: null };
    case 'resolving':
      return {
        label: progress.package === null ? 'Resolving' : `Resolving ${cleanName(progress.package)}`,
        detail: `${plural(progress.collected, 'package')} so far`,
        fraction: null,
      };
    case 'downloading':
      return {
        label: `Downloading ${cleanName(progress.file)}`,
        detail: `file ${progress.index} of ${progress.count} so far · ${bytesOf(progress.bytes, progress.totalBytes)}`,
        fraction: share(progress.bytes, progress.totalBytes),
      };
    case 'building':
      return { label: `Building ${cleanName(progress.package)}`, detail: '', fraction: null };
    case 'installing':
      return { label: `Installing ${plural(progress.packages, 'package')}`, detail: '', fraction: null };
    case 'collecting':
      return {
        label: 'Copying out the outputs',
        detail: `${plural(progress.files, 'file')} · ${formatBytes(progress.bytes)}`,
        fraction: null,
      };
  }
}

/** How far all repositories of a job are. */
export function describeFetching({ repositories }: Pick<FetchProgress, 'repositories'>): ProgressWords {
  const done = repositories.reduce((sum, { bytes }) => sum + bytes, 0);
  const all = repositories.reduce<number | null>(
    (sum, { totalBytes }) => (sum === null || totalBytes === null ? null : sum + totalBytes),
    0,
  );
  const [only, ...others] = repositories;
  return {
    label:
      only !== undefined && others.length === 0
        ? `Fetching ${cleanName(only.repo)}`
        : `Fetching ${plural(repositories.length, 'repository', 'repositories')}`,
    detail: done === 0 && all === null ? '' : bytesOf(done, all),
    fraction: share(done, all),
  };
}

/** Like `formatDuration`, but in whole seconds: for times that still run. */
export function formatRunning(milliseconds: number): string {
  const whole = Math.max(0, Math.floor(milliseconds / 1000));
  return whole < 10 ? `${whole} s` : formatDuration(whole * 1000);
}

/** Like `formatDuration`, but in milliseconds below a second. */
export function formatBrief(milliseconds: number): string {
  return milliseconds < 999.5 ? `${Math.max(0, Math.round(milliseconds))} ms` : formatDuration(milliseconds);
}

const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const timeOfDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** `14:05` today, else `3 Nov, 14:05`. */
export function formatMoment(time: number, now: number): string {
  const today = new Date(now).toDateString() === new Date(time).toDateString();
  return (today ? timeOfDay : dayAndTime).format(time);
}

/** How long ago, in the largest unit: `just now`, `5 min ago`, `3 days ago`; a date where it is more than a month. */
export function formatAgo(time: number, now: number): string {
  const minutes = Math.floor((now - time) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days <= 31 ? `${plural(days, 'day')} ago` : date.format(time);
}

/** `3 Nov 2026`. */
export const formatDate = (time: number) => date.format(time);

/** About how long it will be, steady enough to be read while it is counted down: `25 s`, `3 min`, `2 h 10 min`. */
export function formatLeft(seconds: number): string {
  if (seconds <= 55) return `${Math.max(5, Math.ceil(seconds / 5) * 5)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : formatDuration(Math.ceil(minutes / 10) * 600_000);
}

/** `14:05:09`, local time. */
export function formatClock(time: number): string {
  const at = new Date(time);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** `14:05:09.123`, local time. */
export function formatLogTime(time: number): string {
  return `${formatClock(time)}.${String(new Date(time).getMilliseconds()).padStart(3, '0')}`;
}
