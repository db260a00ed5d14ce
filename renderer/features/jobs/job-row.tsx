import { memo } from 'react';
import type { JobRow as JobRecord } from '../../../shared/jobs.ts';
import { StateIcon } from '../../components/badge.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { cx } from '../../components/cx.ts';
import { ProgressBar } from '../../components/meter.tsx';
import { Name } from '../../components/name.tsx';
import { elapsedOf } from '../../elapsed.ts';
import type { Words } from '../../language/words.ts';
import { isRunning } from '../../stores/job-list.ts';
import { useJobRow, useNow, useStores } from '../../stores/stores.ts';
import { CancelJob, RunAgain } from './job-actions.tsx';

export const rowHeight = 58;

/** Shared by the rows and their heading, so that they stand in line. */
export const columns =
  'grid items-center gap-x-4 px-5 grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_2.75rem_5.5rem_7.5rem_2rem] xl:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_4rem_6.5rem_9rem_2rem]';

interface JobRowProps {
  id: string | undefined;
  index: number;
  top: number;
  /** The one row that Tab reaches. */
  reachable: boolean;
  chosen: boolean;
  /** Something is chosen, so that every row shows its box. */
  choosing: boolean;
  words: Words;
}

export const JobRow = memo(function JobRow({ id, top, ...rest }: JobRowProps) {
  const style = { transform: `translateY(${top}px)`, height: rowHeight };
  const job = useJobRow(id ?? '');
  if (job === undefined) {
    return (
      <tr aria-hidden className={cx(columns, place)} style={style}>
        <td className="flex flex-col gap-2 pl-14">
          <span className="h-2.5 w-40 rounded-full bg-idle-soft" />
          <span className="h-2 w-24 rounded-full bg-idle-soft" />
        </td>
        <td>
          <span className="block h-2.5 w-20 rounded-full bg-idle-soft" />
        </td>
      </tr>
    );
  }
  return <KnownRow job={job} style={style} {...rest} />;
});

const place = 'absolute inset-x-0 top-0 border-line border-b';

interface KnownRowProps extends Omit<JobRowProps, 'id' | 'top'> {
  job: JobRecord;
  style: { transform: string; height: number };
}

function KnownRow({ job, index, style, reachable, chosen, choosing, words }: KnownRowProps) {
  const { jobs, toasts, view } = useStores();
  const { t, describeSource, nameOf } = words;
  const { id } = job;
  const tabIndex = reachable ? 0 : -1;
  const choose = (wanted: boolean, range: boolean) => {
    jobs.choose(index, wanted, range).catch(toasts.getState().fail);
  };
  // Asked for beforehand, the view comes up whole; where it cannot be had, the view says why.
  const open = () => {
    const go = () => view.go({ view: 'job', id });
    jobs.open(id).then(go, go);
  };
  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={chosen}
      data-testid="job-row"
      data-row={index}
      data-job-id={id}
      data-state={job.state}
      style={style}
      className={cx(
        columns,
        place,
        'group/row has-[[data-control=open]:focus-visible]:outline-2 has-[[data-control=open]:focus-visible]:-outline-offset-2 has-[[data-control=open]:focus-visible]:outline-focus',
        chosen ? 'bg-accent-soft' : 'hover:bg-hover has-[[data-control=open]:focus-visible]:bg-hover',
      )}
    >
      <td className="flex min-w-0 items-center gap-3">
        <Checkbox
          label={t('jobs.row.select', { name: nameOf(job.spec.name) })}
          data-control="select"
          tabIndex={tabIndex}
          checked={chosen}
          onChoose={choose}
          className={cx(
            'z-10 transition-opacity group-focus-within/row:opacity-100 group-hover/row:opacity-100',
            !choosing && 'opacity-0',
          )}
        />
        <StateIcon state={job.state} />
        <div className="min-w-0">
          <button
            type="button"
            data-control="open"
            tabIndex={tabIndex}
            onClick={(event) => {
              if (event.shiftKey) choose(true, true);
              else if (event.ctrlKey || event.metaKey) choose(!chosen, false);
              else open();
            }}
            className="block max-w-full text-left font-medium outline-none after:absolute after:inset-0"
          >
            <Name name={job.spec.name} />
          </button>
          <p className="truncate text-ink-3 text-xs">
            <bdi>{describeSource(job.source)}</bdi>
            {job.spec.requirements.length > 0 &&
              ` · ${t('jobs.row.requirements', { count: job.spec.requirements.length })}`}
            {job.spec.models.length > 0 && ` · ${t('jobs.row.models', { count: job.spec.models.length })}`}
          </p>
        </div>
      </td>
      <Status job={job} words={words} />
      <td className="text-right text-ink-2">
        {job.spec.gpus.count === 0 ? <span className="text-ink-3">–</span> : job.spec.gpus.count}
      </td>
      <Elapsed job={job} words={words} />
      <Times job={job} words={words} />
      <td className="relative z-10 flex justify-end">
        <CancelJob job={job} compact tabIndex={tabIndex} />
        <RunAgain job={job} compact tabIndex={tabIndex} />
      </td>
    </tr>
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

interface CellProps {
  job: JobRecord;
  words: Words;
}

function Status({ job, words }: CellProps) {
  const { describeFailure, describeFetching, describeProgress, describeState, describeWait } = words;
  const progress = job.progress ? describeProgress(job.progress) : job.fetching && describeFetching(job.fetching);
  const failure = job.failure && describeFailure(job.failure).message;
  const detail = progress?.label ?? failure ?? (job.waitingFor === null ? '' : describeWait(job.waitingFor));
  return (
    <td className="min-w-0">
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
    </td>
  );
}

function Elapsed({ job, words }: CellProps) {
  return (
    <td className="whitespace-nowrap text-right text-ink-2">
      {isRunning(job.state) ? <RunningTime job={job} words={words} /> : <DoneTime job={job} words={words} />}
    </td>
  );
}

function RunningTime({ job, words }: CellProps) {
  const elapsed = elapsedOf(job, useNow());
  return elapsed === null ? '–' : words.formatRunning(elapsed);
}

function DoneTime({ job, words }: CellProps) {
  const elapsed = job.endedAt === null ? null : elapsedOf(job, job.endedAt);
  return elapsed === null ? <span className="text-ink-3">–</span> : words.formatDuration(elapsed);
}

function Times({ job: { createdAt, endedAt }, words: { t, formatMoment } }: CellProps) {
  const now = Date.now();
  return (
    <td className="whitespace-nowrap text-right">
      <time dateTime={new Date(createdAt).toISOString()} className="block text-ink-2">
        {formatMoment(createdAt, now)}
      </time>
      {endedAt !== null && (
        <span className="block text-ink-3 text-xs">
          {t.rich('jobs.row.ended', {
            moment: formatMoment(endedAt, now),
            time: (chunks) => <time dateTime={new Date(endedAt).toISOString()}>{chunks}</time>,
          })}
        </span>
      )}
    </td>
  );
}
