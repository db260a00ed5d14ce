import { memo } from 'react';
import type { Job } from '../../../shared/jobs.ts';
import { formatDuration } from '../../../shared/units.ts';
import { StateIcon } from '../../components/badge.tsx';
import { cx } from '../../components/cx.ts';
import { ProgressBar } from '../../components/meter.tsx';
import { Name } from '../../components/name.tsx';
import { isRunning } from '../../stores/job-list.ts';
import { useJob, useNow, useStores } from '../../stores/stores.ts';
import {
  describeFetching,
  describeProgress,
  describeSource,
  describeState,
  describeWait,
  elapsedOf,
  formatMoment,
  formatRunning,
  plural,
} from '../../words.ts';
import { CancelJob, RunAgain } from './job-actions.tsx';

export const rowHeight = 58;

/** Shared by the rows and their heading, so that they stand in line. */
export const columns =
  'grid items-center gap-x-4 px-5 grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)_3.5rem_6rem_2rem] xl:grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)_4.5rem_6.5rem_8rem_2rem]';

interface JobRowProps {
  id: string | undefined;
  index: number;
  total: number;
  top: number;
  /** The one row that Tab reaches. */
  reachable: boolean;
}

export const JobRow = memo(function JobRow({ id, index, total, top, reachable }: JobRowProps) {
  const style = { transform: `translateY(${top}px)`, height: rowHeight };
  const place = 'absolute inset-x-0 top-0 border-line border-b';
  if (id === undefined) {
    return (
      <li aria-hidden className={cx(columns, place)} style={style}>
        <span className="h-3 w-40 rounded-full bg-idle-soft" />
        <span className="h-3 w-24 rounded-full bg-idle-soft" />
      </li>
    );
  }
  return <KnownRow id={id} index={index} total={total} style={style} place={place} reachable={reachable} />;
});

interface KnownRowProps extends Omit<JobRowProps, 'id' | 'top'> {
  id: string;
  style: { transform: string; height: number };
  place: string;
}

function KnownRow({ id, index, total, style, place, reachable }: KnownRowProps) {
  const { view } = useStores();
  const job = useJob(id);
  if (job === undefined) return null;
  return (
    <li
      aria-posinset={index + 1}
      aria-setsize={total}
      data-testid="job-row"
      data-job-id={id}
      data-state={job.state}
      style={style}
      className={cx(
        columns,
        place,
        'hover:bg-hover has-[[data-row]:focus-visible]:bg-hover has-[[data-row]:focus-visible]:outline-2 has-[[data-row]:focus-visible]:-outline-offset-2 has-[[data-row]:focus-visible]:outline-focus',
      )}
    >
      <div className="flex min-w-0 items-center gap-3">
        <StateIcon state={job.state} />
        <div className="min-w-0">
          <button
            type="button"
            data-row={index}
            tabIndex={reachable ? 0 : -1}
            onClick={() => view.go({ view: 'job', id })}
            className="block max-w-full text-left font-medium outline-none after:absolute after:inset-0"
          >
            <Name name={job.spec.name} />
          </button>
          <p className="truncate text-ink-3 text-xs">
            <bdi>{describeSource(job.source)}</bdi>
            {job.spec.requirements.length > 0 && ` · ${plural(job.spec.requirements.length, 'requirement')}`}
            {job.spec.models.length > 0 && ` · ${plural(job.spec.models.length, 'model')}`}
          </p>
        </div>
      </div>
      <Status job={job} />
      <span className="text-right text-ink-2">
        {job.spec.gpus.count === 0 ? <span className="text-ink-3">–</span> : job.spec.gpus.count}
        <span className="sr-only"> GPUs</span>
      </span>
      <Elapsed job={job} />
      <Created job={job} />
      <span className="relative z-10 flex justify-end">
        <CancelJob job={job} compact />
        <RunAgain job={job} compact />
      </span>
    </li>
  );
}

const inks: Readonly<Record<string, string>> = {
  succeeded: 'text-good-ink',
  failed: 'text-bad-ink',
  timed_out: 'text-warn-ink',
  interrupted: 'text-warn-ink',
  cancelled: 'text-ink-2',
  queued: 'text-ink-2',
};

function Status({ job }: { job: Job }) {
  const progress = job.progress ? describeProgress(job.progress) : job.fetching && describeFetching(job.fetching);
  const detail =
    progress?.label ?? job.failure?.message ?? (job.waitingFor === null ? '' : describeWait(job.waitingFor));
  return (
    <div className="min-w-0">
      <p className="flex items-baseline gap-2">
        <span
          data-testid="job-state"
          data-state={job.state}
          className={cx('whitespace-nowrap font-medium', inks[job.state] ?? 'text-accent-ink')}
        >
          {describeState(job.state)}
        </span>
        {progress && progress.detail !== '' && <span className="truncate text-ink-3 text-xs">{progress.detail}</span>}
      </p>
      {progress && progress.fraction !== null ? (
        <div className="mt-1 flex h-4.5 items-center gap-2">
          <span className="min-w-0 max-w-[65%] truncate text-ink-2 text-xs">{progress.label}</span>
          <ProgressBar label={progress.label} fraction={progress.fraction} className="h-1 min-w-12 flex-1" />
        </div>
      ) : (
        <p className="truncate text-ink-2 text-xs" title={detail}>
          {detail}
        </p>
      )}
    </div>
  );
}

function Elapsed({ job }: { job: Job }) {
  return (
    <span className="whitespace-nowrap text-right text-ink-2">
      {isRunning(job.state) ? <RunningTime job={job} /> : <DoneTime job={job} />}
    </span>
  );
}

export function RunningTime({ job }: { job: Job }) {
  const elapsed = elapsedOf(job, useNow());
  return elapsed === null ? '–' : formatRunning(elapsed);
}

function DoneTime({ job }: { job: Job }) {
  const elapsed = job.endedAt === null ? null : elapsedOf(job, job.endedAt);
  return elapsed === null ? <span className="text-ink-3">–</span> : formatDuration(elapsed);
}

function Created({ job }: { job: Job }) {
  return (
    <time
      dateTime={new Date(job.createdAt).toISOString()}
      className="hidden whitespace-nowrap text-right text-ink-3 xl:block"
    >
      {formatMoment(job.createdAt, Date.now())}
    </time>
  );
}
