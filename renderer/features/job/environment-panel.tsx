import { Boxes, CircleCheck, Save, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { EnvironmentLock, JobEnvironment, LockedPackage } from '../../../shared/environments.ts';
import type { Job } from '../../../shared/jobs.ts';
import type { Translate } from '../../../shared/languages/translate.ts';
import { cleanName, plainLine } from '../../../shared/text.ts';
import { AsyncButton } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { cx } from '../../components/cx.ts';
import { Empty } from '../../components/empty.tsx';
import { useRovingRows } from '../../components/roving-rows.ts';
import { SearchField } from '../../components/search-field.tsx';
import { useStores, useWords } from '../../stores/stores.ts';
import {
  found,
  type NoEnvironmentReason,
  originOf,
  requirementOf,
  shortHash,
  whyNoEnvironment,
} from './environment-list.ts';

/** What the job's environment consists of, and where it came from. */
export function EnvironmentPanel({ job }: { job: Job }) {
  const answer = useLock(job);
  if (answer === 'asking') return null;
  if (answer === null || job.environment === null) return <NoEnvironment reason={whyNoEnvironment(job)} />;
  return <Lock jobId={job.id} environment={job.environment} lock={answer} />;
}

/** The lock of the job's environment; null where there is none. */
function useLock({ id, environment }: Job): EnvironmentLock | null | 'asking' {
  const { client, toasts } = useStores();
  const wanted = environment?.id;
  const [answer, setAnswer] = useState<{ of: string; lock: EnvironmentLock | null } | null>(null);
  useEffect(() => {
    if (wanted === undefined) return;
    let current = true;
    client.request('environment.get', id).then(
      (lock) => current && setAnswer({ of: wanted, lock }),
      (error) => {
        toasts.getState().fail(error);
        if (current) setAnswer({ of: wanted, lock: null });
      },
    );
    return () => {
      current = false;
    };
  }, [client, toasts, id, wanted]);
  if (wanted === undefined) return null;
  return answer?.of === wanted ? answer.lock : 'asking';
}

interface LockProps {
  jobId: string;
  environment: JobEnvironment;
  lock: EnvironmentLock;
}

function Lock({ jobId, environment, lock }: LockProps) {
  const { client, toasts } = useStores();
  const { t, describeEnvironment } = useWords();
  const [search, setSearch] = useState('');
  const rows = useMemo(() => found(lock.packages, search, t), [lock, search, t]);
  const image = lock.imageId.replace(/^sha256:/, '');
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="environment" data-origin={environment.origin}>
      <div className="flex shrink-0 items-center gap-4 px-5 py-2">
        <div className="min-w-0 flex-1">
          <p>{describeEnvironment(environment.origin)}.</p>
          <p className="flex flex-wrap items-center gap-x-1.5 text-ink-3 text-xs">
            <span>{t('job.environment.packages', { count: lock.packages.length })}</span>·
            <span>Python {cleanName(lock.python)}</span>·
            <span className="flex items-center">
              {t('job.environment.image')}
              <code className="ml-1 font-mono" title={lock.imageId} data-selectable>
                {image.slice(0, 12)}
              </code>
              <CopyButton compact label={t('job.environment.copyImage')} text={() => lock.imageId} />
            </span>
            {lock.conflicts.length === 0 && (
              <span data-testid="no-conflicts" className="flex items-center gap-1 text-ink-2">
                <CircleCheck aria-hidden className="size-3.5 text-good" />
                {t('job.environment.noConflicts')}
              </span>
            )}
          </p>
        </div>
        <SearchField label={t('job.environment.search')} value={search} onChange={setSearch} />
        <AsyncButton
          size="sm"
          icon={Save}
          action={async () => {
            const path = await client.request('environment.save', jobId);
            if (path !== null) toasts.getState().done(t('job.environment.saved', { path }));
          }}
        >
          {t('job.environment.export')}
        </AsyncButton>
      </div>
      <Conflicts lines={lock.conflicts} />
      {lock.packages.length === 0 ? (
        <Empty icon={Boxes} title={t('job.environment.nothing')}>
          {t('job.environment.nothingText')}
        </Empty>
      ) : (
        <Packages key={search} rows={rows} />
      )}
    </div>
  );
}

function Conflicts({ lines }: { lines: readonly string[] }) {
  const { t } = useWords();
  if (lines.length === 0) return null;
  return (
    <section
      aria-label={t('job.environment.conflicts')}
      data-testid="conflicts"
      className="mx-5 mb-2 shrink-0 rounded-md border border-warn/30 bg-warn-soft px-3 py-2"
    >
      <h2 className="flex items-center gap-2 font-medium">
        <TriangleAlert aria-hidden className="size-4 shrink-0 text-warn" />
        {t('job.environment.unmet', { count: lines.length })}
      </h2>
      <ul
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="mt-1 max-h-20 overflow-y-auto pl-6 font-mono text-xs leading-5"
        data-selectable
      >
        {lines.map((line) => (
          <li key={line} className="wrap-anywhere">
            {plainLine(line)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Pixels. */
const rowHeight = 32;
const headHeight = 28;
const columns = 'grid items-center gap-x-4 px-5 grid-cols-[minmax(0,1.2fr)_minmax(0,0.8fr)_minmax(0,1.2fr)_9.5rem]';

const headings = ['name', 'version', 'origin', 'hash'] as const;

function Packages({ rows }: { rows: readonly LockedPackage[] }) {
  const { t } = useWords();
  const { scroller, virtualizer, row, handlers } = useRovingRows({
    count: rows.length,
    rowHeight,
    headHeight,
    keyOf: (index) => `${index} ${rows[index]?.name}`,
  });
  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 scroll-pt-7 overflow-y-auto border-line border-t bg-surface [scrollbar-gutter:stable]"
    >
      <table aria-label={t('job.environment.table')} aria-rowcount={rows.length + 1} className="block" {...handlers}>
        <thead className="sticky top-0 z-10 block border-line border-b bg-canvas text-2xs text-ink-3">
          <tr aria-rowindex={1} className={columns} style={{ height: headHeight }}>
            {headings.map((heading) => (
              <th key={heading} scope="col" className="text-left font-normal">
                {t(`job.environment.column.${heading}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="relative block" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ key, index, start }) => {
            const one = rows[index];
            return (
              one && (
                <Package key={key} one={one} index={index} top={start - headHeight} reachable={index === row} t={t} />
              )
            );
          })}
        </tbody>
      </table>
      {rows.length === 0 && <p className="px-5 py-4 text-ink-3">{t('job.environment.noSuchPackage')}</p>}
    </div>
  );
}

interface PackageProps {
  one: LockedPackage;
  index: number;
  top: number;
  /** The one row that Tab reaches. */
  reachable: boolean;
  t: Translate;
}

/** What stands in it was said by a stranger's setup: it is shown as text, on one line. */
function Package({ one, index, top, reachable, t }: PackageProps) {
  const { hash } = one;
  const [name, version, origin] = [one.name, one.version, one.origin].map(plainLine);
  const from = origin === undefined ? '' : originOf(origin, t);
  const tabIndex = reachable ? 0 : -1;
  return (
    <tr
      aria-rowindex={index + 2}
      data-row={index}
      data-testid="package"
      data-name={one.name}
      style={{ transform: `translateY(${top}px)`, height: rowHeight }}
      className={cx(columns, 'absolute inset-x-0 top-0 border-line border-b text-xs hover:bg-hover')}
    >
      <td className="min-w-0 truncate font-medium" title={name} data-selectable>
        <bdi>{name}</bdi>
      </td>
      <td className="min-w-0 truncate" title={version} data-selectable>
        <bdi>{version}</bdi>
      </td>
      <td className="min-w-0 truncate text-ink-2" title={one.origin === 'carried' ? from : origin} data-selectable>
        <bdi>{from}</bdi>
      </td>
      <td className="flex items-center">
        {hash === null ? (
          <span className="text-ink-3">
            –<span className="sr-only"> {t('job.environment.noHash')}</span>
          </span>
        ) : (
          <code className="font-mono text-2xs text-ink-2" title={plainLine(hash)} data-selectable>
            {shortHash(plainLine(hash))}
          </code>
        )}
        <span className="ml-auto">
          <CopyButton
            compact
            label={t('job.environment.copy', { name: name ?? '' })}
            text={() => requirementOf(one)}
            data-control="copy"
            tabIndex={tabIndex}
          />
        </span>
      </td>
    </tr>
  );
}

function NoEnvironment({ reason }: { reason: NoEnvironmentReason }) {
  const { t } = useWords();
  return (
    <div className="flex flex-1 overflow-y-auto" data-testid="no-environment" data-reason={reason}>
      <Empty icon={Boxes} title={t(`job.environment.why.${reason}.title`)}>
        {t(`job.environment.why.${reason}.text`)}
      </Empty>
    </div>
  );
}
