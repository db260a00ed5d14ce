import {
  Box,
  Check,
  CircleX,
  Clock,
  LoaderCircle,
  type LucideIcon,
  Minus,
  PackageCheck,
  ScanSearch,
} from 'lucide-react';
import { isFinal, type Job } from '../../../shared/jobs.ts';
import { plainLine } from '../../../shared/text.ts';
import { formatBytes } from '../../../shared/units.ts';
import { Badge } from '../../components/badge.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { cx } from '../../components/cx.ts';
import { Empty } from '../../components/empty.tsx';
import { describeRepositoryType, plural } from '../../words.ts';
import { type ModelRow, type ModelStatus, modelRows, shortCommit } from './model-list.ts';

/** The models and datasets that the job asks for, and how it stands with each. */
export function ModelsPanel({ job }: { job: Job }) {
  const rows = modelRows(job);
  if (rows.length === 0) {
    return (
      <Empty icon={Box} title="No models">
        The job names no models or datasets, and none were found in its script.
      </Empty>
    );
  }
  const bytes = job.models.reduce((sum, model) => sum + model.bytes, 0);
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ink-2">
        {job.models.length > 0
          ? `${plural(job.models.length, 'repository', 'repositories')}, ${formatBytes(bytes)}. The job sees these and no others, read-only.`
          : isFinal(job.state)
            ? 'The job had none of these.'
            : 'They are fetched in setup. In execution the job sees these and no others, read-only.'}
      </p>
      <ul aria-label="Models" className="overflow-hidden rounded-lg border border-line bg-surface">
        {rows.map((row) => (
          <Model key={JSON.stringify(row.request)} row={row} />
        ))}
      </ul>
    </div>
  );
}

function Model({ row: { request, status } }: { row: ModelRow }) {
  const repo = plainLine(request.repo);
  return (
    <li
      data-testid="job-model"
      data-repo={request.repo}
      data-status={status.kind}
      className="flex items-start gap-4 border-line border-b px-3 py-2.5 last:border-b-0"
    >
      <div className="min-w-0 flex-1" data-selectable>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <bdi className="min-w-0 truncate font-medium" title={repo}>
            {repo}
          </bdi>
          <Badge className="h-4.5 px-1.5 text-2xs">{describeRepositoryType(request.type)}</Badge>
          {request.origin === 'detected' && (
            <Badge icon={ScanSearch} className="h-4.5 px-1.5 text-2xs">
              detected in the script
            </Badge>
          )}
        </div>
        <p className="mt-0.5 text-ink-3 text-xs wrap-anywhere">
          <bdi>{plainLine(request.revision)}</bdi>
          {request.include.length > 0 && ` · only ${request.include.map(plainLine).join(', ')}`}
          {request.exclude.length > 0 && ` · without ${request.exclude.map(plainLine).join(', ')}`}
        </p>
      </div>
      <Status status={status} />
    </li>
  );
}

const words: Readonly<
  Record<Exclude<ModelStatus['kind'], 'had' | 'fetching'>, { icon: LucideIcon; ink: string; text: string }>
> = {
  turned_off: { icon: Minus, ink: 'text-ink-3', text: 'Detected, not fetched: turned off in settings' },
  not_yet: { icon: Clock, ink: 'text-ink-3', text: 'Not here yet' },
  missing: { icon: CircleX, ink: 'text-bad', text: 'Not fetched' },
};

function Status({ status }: { status: ModelStatus }) {
  switch (status.kind) {
    case 'had': {
      const { commit, files, bytes, origin } = status.model;
      return (
        <div className="flex shrink-0 flex-col items-end text-right">
          <Line
            icon={origin === 'kept' ? PackageCheck : Check}
            ink="text-good"
            text={origin === 'kept' ? 'Kept from an earlier job' : 'Fetched for this job'}
          />
          <span className="flex items-center text-ink-3 text-xs">
            {formatBytes(bytes)} · {plural(files, 'file')} · commit
            <code className="ml-1 font-mono" title={commit} data-selectable>
              {shortCommit(commit)}
            </code>
            <CopyButton compact label={`Copy commit ${shortCommit(commit)}`} text={() => commit} />
          </span>
        </div>
      );
    }
    case 'fetching': {
      const { bytes, totalBytes, state } = status.progress;
      const share = totalBytes === null ? '' : `, ${formatBytes(bytes)} of ${formatBytes(totalBytes)}`;
      if (state === 'waiting') return <Line {...words.not_yet} />;
      return state === 'done' ? (
        <Line icon={Check} ink="text-good" text={`Here${share}`} />
      ) : (
        <Line icon={LoaderCircle} ink="animate-spin text-accent-ink" text={`Being fetched${share}`} />
      );
    }
    default:
      return <Line {...words[status.kind]} />;
  }
}

function Line({ icon: Icon, ink, text }: { icon: LucideIcon; ink: string; text: string }) {
  return (
    <span className="flex shrink-0 items-center gap-1.5 whitespace-nowrap text-ink-2">
      <Icon aria-hidden className={cx('size-4 shrink-0', ink)} />
      {text}
    </span>
  );
}
