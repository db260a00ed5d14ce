import { Check, ChevronDown, ChevronRight, Clock, LoaderCircle, type LucideIcon } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import type { FetchProgress, RepositoryProgress } from '../../../shared/models.ts';
import { cleanName, plainLine } from '../../../shared/text.ts';
import { cx } from '../../components/cx.ts';
import { ProgressBar } from '../../components/meter.tsx';
import { useWords } from '../../stores/stores.ts';
import { inOrder, totalsOf } from './fetching.ts';

/** How far the job's models and datasets are: all together, each of them, and the files under way. */
export function FetchPanel({ progress }: { progress: FetchProgress }) {
  const words = useWords();
  const { t, formatBytes, formatLeft } = words;
  const [open, setOpen] = useState(true);
  const list = useId();
  // Files come and go: the list keeps the height that it has had, so that nothing below it moves.
  const height = useRef(0);
  height.current = Math.max(height.current, Math.min(mostHeight, heightOf(progress)));
  const { fraction, detail, complete, count, secondsLeft } = totalsOf(progress, words);
  const finished = complete === count;
  const Arrow = open ? ChevronDown : ChevronRight;
  const label = t(finished ? 'job.fetch.here' : 'job.fetch.fetching');
  return (
    <section aria-label={t('job.fetch.label')} data-testid="fetch-progress" className="shrink-0">
      <div className="flex items-center gap-3 text-xs">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={list}
          onClick={() => setOpen(!open)}
          className="-ml-1 flex items-center gap-1 rounded-sm pr-1 hover:bg-hover"
        >
          <Arrow aria-hidden className="size-3.5 text-ink-3" />
          {label}
        </button>
        <span className="text-ink-3">{t('job.fetch.repositories', { done: complete, count })}</span>
        <span className="ml-auto shrink-0 text-ink-3">{detail}</span>
        <span data-testid="fetch-rate" className="w-20 shrink-0 text-right text-ink-3">
          {finished ? '' : t('job.fetch.rate', { size: formatBytes(progress.bytesPerSecond) })}
        </span>
        <span data-testid="fetch-left" className="w-24 shrink-0 text-right text-ink-3">
          {secondsLeft === null ? '' : t('job.fetch.left', { time: formatLeft(secondsLeft) })}
        </span>
      </div>
      <ProgressBar label={label} fraction={finished ? 1 : fraction} className="mt-1.5" />
      {open && (
        <ul
          id={list}
          aria-label={t('job.fetch.list')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
          tabIndex={0}
          style={{ height: height.current }}
          className="mt-2 overflow-y-auto rounded-lg border border-line bg-surface py-1"
        >
          {inOrder(progress.repositories).map((repository, index) => (
            <Repository
              // A job may want two revisions of one repository.
              key={`${repository.type} ${repository.repo} ${index}`}
              repository={repository}
              files={progress.files.filter(({ repo }) => repo === repository.repo)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

const looks: Readonly<Record<RepositoryProgress['state'], { icon: LucideIcon; ink: string }>> = {
  waiting: { icon: Clock, ink: 'text-ink-3' },
  listing: { icon: LoaderCircle, ink: 'animate-spin text-accent-ink' },
  fetching: { icon: LoaderCircle, ink: 'animate-spin text-accent-ink' },
  done: { icon: Check, ink: 'text-good' },
};

/** Pixels. */
const repositoryHeight = 26;
const fileHeight = 22;
const mostHeight = 160;
const borders = 10;

const heightOf = ({ repositories, files }: FetchProgress) =>
  repositories.length * repositoryHeight + files.length * fileHeight + borders;

/** Columns that repositories and their files have in common, of one width whatever the numbers are. */
const columns = 'grid items-center gap-x-3 px-3 grid-cols-[1rem_minmax(0,1fr)_8rem_8.5rem_6rem]';

interface RepositoryProps {
  repository: RepositoryProgress;
  files: FetchProgress['files'];
}

function Repository({ repository, files }: RepositoryProps) {
  const { t } = useWords();
  const { state, filesDone, files: all } = repository;
  const { icon: Icon, ink } = looks[state];
  const repo = cleanName(repository.repo);
  return (
    <li data-testid="fetched-repository" data-repo={repository.repo} data-state={repository.state}>
      <div style={{ height: repositoryHeight }} className={cx(columns, 'text-xs')}>
        <Icon aria-hidden className={cx('size-3.5', ink)} />
        <span className="truncate" title={repo}>
          <bdi className="font-medium">{repo}</bdi>
          {repository.type === 'dataset' && <span className="text-ink-3"> {t('job.fetch.dataset')}</span>}
        </span>
        <span className="truncate text-right text-ink-3">
          {state === 'waiting' || state === 'listing'
            ? t(`job.fetch.${state}`)
            : t('job.fetch.files', { done: filesDone, count: all })}
        </span>
        <Bytes done={repository.bytes} all={repository.totalBytes} />
        <ProgressBar
          label={t('job.fetch.progress', { repo })}
          fraction={repository.state === 'done' ? 1 : repository.state === 'waiting' ? 0 : shareOf(repository)}
          tone={repository.state === 'done' ? 'good' : 'accent'}
        />
      </div>
      {repository.state !== 'done' && files.length > 0 && (
        <ul aria-label={t('job.fetch.filesOf', { repo })}>
          {files.map((file) => {
            const path = plainLine(file.path);
            return (
              <li
                key={file.path}
                data-testid="fetched-file"
                style={{ height: fileHeight }}
                className={cx(columns, 'text-2xs text-ink-2')}
              >
                <span />
                <bdi className="col-span-2 truncate font-mono" title={path}>
                  {path}
                </bdi>
                <Bytes done={file.bytes} all={file.totalBytes} />
                <ProgressBar label={path} fraction={shareOf(file)} tone="idle" className="h-1" />
              </li>
            );
          })}
        </ul>
      )}
    </li>
  );
}

const shareOf = ({ bytes, totalBytes }: { bytes: number; totalBytes: number | null }) =>
  totalBytes === null || totalBytes === 0 ? null : Math.min(1, bytes / totalBytes);

function Bytes({ done, all }: { done: number; all: number | null }) {
  const { t, formatBytes } = useWords();
  return (
    <span className="whitespace-nowrap text-right text-ink-3">
      {all === null
        ? done > 0 && formatBytes(done)
        : t('common.bytesOf', { done: formatBytes(done), all: formatBytes(all) })}
    </span>
  );
}
