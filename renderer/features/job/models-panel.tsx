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
import { Badge } from '../../components/badge.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { cx } from '../../components/cx.ts';
import { Empty } from '../../components/empty.tsx';
import { useWords } from '../../stores/stores.ts';
import { type ModelRow, type ModelStatus, modelRows, shortCommit } from './model-list.ts';

/** The models and datasets that the job asks for, and how it stands with each. */
export function ModelsPanel({ job }: { job: Job }) {
  const { t, formatBytes } = useWords();
  const rows = modelRows(job);
  if (rows.length === 0) {
    return (
      <Empty icon={Box} title={t('job.models.none')}>
        {t('job.models.noneText')}
      </Empty>
    );
  }
  const bytes = job.models.reduce((sum, model) => sum + model.bytes, 0);
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ink-2">
        {job.models.length > 0
          ? t('job.models.had', { count: job.models.length, size: formatBytes(bytes) })
          : t(isFinal(job.state) ? 'job.models.hadNone' : 'job.models.toCome')}
      </p>
      <ul aria-label={t('job.models.label')} className="overflow-hidden rounded-lg border border-line bg-surface">
        {rows.map((row) => (
          <Model key={JSON.stringify(row.request)} row={row} />
        ))}
      </ul>
    </div>
  );
}

function Model({ row: { request, status } }: { row: ModelRow }) {
  const { t, describeRepositoryType } = useWords();
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
              {t('job.models.detected')}
            </Badge>
          )}
        </div>
        <p className="mt-0.5 text-ink-3 text-xs wrap-anywhere">
          <bdi>{plainLine(request.revision)}</bdi>
          {request.include.length > 0 &&
            ` · ${t('job.models.only', { patterns: request.include.map(plainLine).join(', ') })}`}
          {request.exclude.length > 0 &&
            ` · ${t('job.models.without', { patterns: request.exclude.map(plainLine).join(', ') })}`}
        </p>
      </div>
      <Status status={status} />
    </li>
  );
}

const looks = {
  turned_off: { icon: Minus, ink: 'text-ink-3', says: 'job.models.turnedOff' },
  not_yet: { icon: Clock, ink: 'text-ink-3', says: 'job.models.notYet' },
  missing: { icon: CircleX, ink: 'text-bad', says: 'job.models.missing' },
} as const;

function Status({ status }: { status: ModelStatus }) {
  const { t, formatBytes } = useWords();
  const bare = (kind: keyof typeof looks) => {
    const { icon, ink, says } = looks[kind];
    return <Line icon={icon} ink={ink} text={t(says)} />;
  };
  switch (status.kind) {
    case 'had': {
      const { commit, files, bytes, origin } = status.model;
      return (
        <div className="flex shrink-0 flex-col items-end text-right">
          <Line
            icon={origin === 'kept' ? PackageCheck : Check}
            ink="text-good"
            text={t(origin === 'kept' ? 'job.models.kept' : 'job.models.fetched')}
          />
          <span className="flex items-center text-ink-3 text-xs">
            {t('job.models.commit', { size: formatBytes(bytes), files })}
            <code className="ml-1 font-mono" title={commit} data-selectable>
              {shortCommit(commit)}
            </code>
            <CopyButton
              compact
              label={t('job.models.copyCommit', { commit: shortCommit(commit) })}
              text={() => commit}
            />
          </span>
        </div>
      );
    }
    case 'fetching': {
      const { bytes, totalBytes, state } = status.progress;
      if (state === 'waiting') return bare('not_yet');
      const share =
        totalBytes === null ? null : t('common.bytesOf', { done: formatBytes(bytes), all: formatBytes(totalBytes) });
      return state === 'done' ? (
        <Line
          icon={Check}
          ink="text-good"
          text={share === null ? t('job.models.here') : t('job.models.hereOf', { share })}
        />
      ) : (
        <Line
          icon={LoaderCircle}
          ink="animate-spin text-accent-ink"
          text={share === null ? t('job.models.fetching') : t('job.models.fetchingOf', { share })}
        />
      );
    }
    default:
      return bare(status.kind);
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
