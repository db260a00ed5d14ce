import { memo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Job } from '../../../shared/jobs.ts';
import { StateBadge } from '../../components/badge.tsx';
import { JobLink } from '../../components/job-link.tsx';
import { ProgressBar } from '../../components/meter.tsx';
import { elapsedOf } from '../../elapsed.ts';
import type { Words } from '../../language/words.ts';
import { isRunning } from '../../stores/job-list.ts';
import { useJob, useNow, useQueue, useStores, useWords } from '../../stores/stores.ts';
import { CancelJob } from '../jobs/job-actions.tsx';
import { Card, More } from './card.tsx';
import { runningFacts, type TimeLeft } from './running.ts';

/** Queued jobs that are named. */
const shownQueued = 3;

/** What runs, how far it is, and what comes next. */
export function RunningNow() {
  const { jobs, view } = useStores();
  const { t, formatCount } = useWords();
  const queue = useQueue();
  // Ids alone: the progress of a job renders its own row and nothing else.
  const running = useStore(
    jobs,
    useShallow(({ byId }) => inOrder(byId, ({ state }) => isRunning(state))),
  );
  const queued = useStore(
    jobs,
    useShallow(({ byId }) => inOrder(byId, ({ state }) => state === 'queued').slice(0, shownQueued)),
  );
  const waiting = Math.max(queue?.queued ?? 0, queued.length);
  const showQueue = () => {
    jobs.setFilter('queued');
    view.go({ view: 'jobs' });
  };
  return (
    <Card
      title={t('overview.running.heading')}
      note={running.length > 0 ? formatCount(running.length) : undefined}
      testId="running-now"
    >
      {running.length === 0 ? (
        <div className="py-1.5">
          <p className="font-medium text-ink-2">{t('overview.running.none')}</p>
          <p className="text-ink-3">
            {queue?.accepting === false
              ? t('overview.running.nonePaused')
              : waiting > 0
                ? t('overview.running.noneWaiting')
                : t('overview.running.noneText')}
          </p>
        </div>
      ) : (
        <ul aria-label={t('overview.running.heading')} className="flex flex-col divide-y divide-line">
          {running.map((id) => (
            <RunningJob key={id} id={id} />
          ))}
        </ul>
      )}
      <div className="mt-3 border-line border-t pt-3">
        <div className="flex h-5 items-center gap-2.5">
          <h3 className="font-medium">{t('overview.queue.heading')}</h3>
          <p data-testid="queued-count" className="text-ink-3 text-xs">
            {formatCount(waiting)}
          </p>
          {waiting > 0 && (
            <span className="ml-auto">
              <More onClick={showQueue}>{t('overview.queue.showAll')}</More>
            </span>
          )}
        </div>
        {waiting === 0 ? (
          <p className="mt-1 text-ink-3">{t('overview.queue.none')}</p>
        ) : (
          <ol aria-label={t('overview.queue.heading')} className="mt-1 flex flex-col">
            {queued.map((id) => (
              <QueuedJob key={id} id={id} />
            ))}
            {waiting > queued.length && (
              <li className="py-0.5 text-ink-3 text-xs">
                {t('overview.queue.more', { count: waiting - queued.length })}
              </li>
            )}
          </ol>
        )}
      </div>
    </Card>
  );
}

/** Ids of the jobs that are meant, those that came first at the front. */
function inOrder(byId: ReadonlyMap<string, Job>, meant: (job: Job) => boolean): string[] {
  return [...byId.values()]
    .filter(meant)
    .sort((one, other) => one.createdAt - other.createdAt)
    .map(({ id }) => id);
}

const RunningJob = memo(function RunningJob({ id }: { id: string }) {
  const job = useJob(id);
  const words = useWords();
  const now = useNow();
  if (job === undefined) return null;
  const { label, detail, fraction, ofTime, left } = runningFacts(job, now, words);
  const elapsed = elapsedOf(job, now);
  return (
    <li data-testid="running-job" data-job-id={id} data-state={job.state} className="flex items-start gap-3 py-2.5">
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2.5">
          <span className="min-w-0 font-medium">
            <JobLink id={id} name={undefined} />
          </span>
          <StateBadge state={job.state} />
          <span className="ml-auto whitespace-nowrap text-ink-2">
            {elapsed !== null && words.t('overview.running.elapsed', { time: words.formatRunning(elapsed) })}
          </span>
        </div>
        <div className="mt-1 flex items-baseline gap-3 text-xs">
          <span className="min-w-0 truncate text-ink-2" title={label}>
            <bdi>{label}</bdi>
          </span>
          <span className="min-w-0 truncate text-ink-3">{detail}</span>
          <span className="ml-auto whitespace-nowrap text-ink-3">{left !== null && sayLeft(left, words)}</span>
        </div>
        <ProgressBar label={label} fraction={fraction} tone={ofTime ? 'idle' : 'accent'} className="mt-1.5" />
      </div>
      <CancelJob job={job} compact />
    </li>
  );
});

function sayLeft({ kind, seconds }: TimeLeft, { t, formatLeft }: Words): string {
  if (kind === 'estimate') return t('overview.running.about', { time: formatLeft(seconds) });
  return seconds <= 0 ? t('overview.running.overdue') : t('overview.running.atMost', { time: formatLeft(seconds) });
}

const QueuedJob = memo(function QueuedJob({ id }: { id: string }) {
  const job = useJob(id);
  const { describeWait } = useWords();
  if (job === undefined) return null;
  return (
    <li data-testid="queued-job" data-job-id={id} className="flex h-7 items-center gap-3">
      <JobLink id={id} name={undefined} />
      <span className="ml-auto whitespace-nowrap text-ink-3 text-xs">
        {job.waitingFor !== null && describeWait(job.waitingFor)}
      </span>
    </li>
  );
});
