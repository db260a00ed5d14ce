import type { Job, JobState } from '../../shared/jobs.ts';
import type { Translate } from '../../shared/languages/translate.ts';
import type { Settings } from '../../shared/settings.ts';
import { formatDuration } from '../../shared/units.ts';
import { type Attention, type Notice, type NoticesOptions, noticeName, noticeText } from './notice.ts';
import type { Speech } from './speech.ts';

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

/** Tells that jobs ended: many at once in one notification, and none that is being looked at. */
export function createJobNotices({ settings, attention, speech, show }: NoticesOptions): JobNotices {
  let waiting: Job[] = [];
  let firstAt = 0;
  let timer: NodeJS.Timeout | null = null;

  const tell = () => {
    timer = null;
    const jobs = waiting;
    waiting = [];
    const [only] = jobs;
    if (only !== undefined) show(jobs.length === 1 ? noticeOfOne(only, speech()) : noticeOfMany(jobs, speech()));
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

function noticeOfOne(job: Job, { t, language, describeFailure }: Speech): Notice {
  const ran =
    job.startedAt === null || job.endedAt === null ? null : formatDuration(job.endedAt - job.startedAt, language);
  return {
    title: t('desktop.notice.jobEnded', { name: noticeName(job.spec.name, t), state: job.state }),
    body: job.failure
      ? noticeText(describeFailure(job.failure).message)
      : ran === null
        ? ''
        : t('desktop.notice.jobRan', { duration: ran }),
    destination: { view: 'job', id: job.id },
  };
}

function noticeOfMany(jobs: readonly Job[], { t }: Speech): Notice {
  const names = jobs
    .slice(0, namesShown)
    .map(({ spec }) => t('desktop.notice.name', { name: noticeName(spec.name, t) }))
    .join(', ');
  const more = jobs.length - namesShown;
  return {
    title: titleOfMany(jobs, t),
    body: more > 0 ? t('desktop.notice.namesAndMore', { names, count: more }) : t('desktop.notice.names', { names }),
    destination: { view: 'jobs' },
  };
}

function titleOfMany(jobs: readonly Job[], t: Translate): string {
  const count = jobs.length;
  const succeeded = jobs.filter(({ state }) => state === 'succeeded').length;
  if (succeeded === count) return t('desktop.notice.allSucceeded', { count });
  if (succeeded === 0) return t('desktop.notice.noneSucceeded', { count });
  return t('desktop.notice.someSucceeded', { count, succeeded, others: count - succeeded });
}
