import type { Job, JobState } from '../../shared/jobs.ts';
import type { Settings } from '../../shared/settings.ts';
import { formatDuration } from '../../shared/units.ts';
import { type Attention, type Notice, noticeName, noticeText } from './notice.ts';

/** Jobs that end within this many milliseconds of each other are told together, but none later than `longestMs`. */
const quietMs = 1_500;
const longestMs = 10_000;

const namesShown = 3;

export interface JobNotices {
  /** A job has just ended. */
  ended(job: Job): void;
  /** Forgets what was not told yet. */
  stop(): void;
}

export interface JobNoticesOptions {
  settings: () => Settings['desktop'];
  attention: () => Attention;
  show: (notice: Notice) => void;
}

/** Tells that jobs ended: many at once in one notification, and none that is being looked at. */
export function createJobNotices({ settings, attention, show }: JobNoticesOptions): JobNotices {
  let waiting: Job[] = [];
  let firstAt = 0;
  let timer: NodeJS.Timeout | null = null;

  const tell = () => {
    timer = null;
    const jobs = waiting;
    waiting = [];
    const [only] = jobs;
    if (only !== undefined) show(jobs.length === 1 ? noticeOfOne(only) : noticeOfMany(jobs));
  };

  return {
    ended(job) {
      if (!isWanted(job.state, settings()) || isSeen(job, attention())) return;
      const now = Date.now();
      if (waiting.length === 0) firstAt = now;
      waiting.push(job);
      if (timer) clearTimeout(timer);
      timer = setTimeout(tell, Math.max(0, Math.min(quietMs, firstAt + longestMs - now)));
    },
    stop() {
      if (timer) clearTimeout(timer);
      timer = null;
      waiting = [];
    },
  };
}

/** A cancelled job is no news: a person did it. */
function isWanted(state: JobState, { notifyFinished, notifyFailed }: Settings['desktop']): boolean {
  if (state === 'succeeded') return notifyFinished;
  return state !== 'cancelled' && notifyFailed;
}

function isSeen({ id }: Job, { focused, showing }: Attention): boolean {
  return focused && showing?.view === 'job' && showing.id === id;
}

const endings: Readonly<Partial<Record<JobState, string>>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  timed_out: 'timed out',
  interrupted: 'was interrupted',
};

function noticeOfOne(job: Job): Notice {
  const ran = job.startedAt === null || job.endedAt === null ? null : formatDuration(job.endedAt - job.startedAt);
  return {
    title: `“${noticeName(job.spec.name)}” ${endings[job.state] ?? 'ended'}`,
    body: job.failure ? noticeText(job.failure.message) : ran === null ? '' : `It ran for ${ran}.`,
    destination: { view: 'job', id: job.id },
  };
}

function noticeOfMany(jobs: readonly Job[]): Notice {
  const succeeded = jobs.filter(({ state }) => state === 'succeeded').length;
  const counts = [
    ...(succeeded > 0 ? [`${succeeded} succeeded`] : []),
    ...(succeeded < jobs.length ? [`${jobs.length - succeeded} did not`] : []),
  ];
  const names = jobs.slice(0, namesShown).map(({ spec }) => `“${noticeName(spec.name)}”`);
  const others = jobs.length - names.length;
  return {
    title: `${jobs.length} jobs ended: ${counts.join(', ')}`,
    body: `${names.join(', ')}${others > 0 ? ` and ${others} more` : ''}.`,
    destination: { view: 'jobs' },
  };
}
