import { ArrowRight, Minus, Plus, TriangleAlert } from 'lucide-react';
import type { SettingPath } from '../../../shared/setting-paths.ts';
import { cx } from '../../components/cx.ts';
import { useWords } from '../../stores/stores.ts';
import { entryOf, titleOf } from './registry/registry.ts';
import { type SaidChange, sayChange } from './say-change.ts';

export interface Change {
  path: SettingPath;
  from: unknown;
  to: unknown;
  /** What could happen afterwards; null for nothing to say. */
  warning: string | null;
}

interface ChangeListProps {
  label: string;
  changes: readonly Change[];
}

/** Settings with what they are and what they would be. */
export function ChangeList({ label, changes }: ChangeListProps) {
  const words = useWords();
  return (
    <ul aria-label={label} className="shrink-0 overflow-hidden rounded-lg border border-line bg-surface">
      {changes.map(({ path, from, to, warning }) => {
        return (
          <li
            key={path}
            data-testid="change"
            data-path={path}
            className="border-line border-b px-3 py-2 last:border-b-0"
          >
            <p>
              <span className="font-medium">{titleOf(path, words)}</span>
              <span className="ml-2 text-ink-3 text-xs">{words.t(`settings.section.${entryOf(path).section}`)}</span>
            </p>
            <Said change={sayChange(path, from, to, words)} />
            {warning !== null && (
              <p className="mt-1 flex items-start gap-1.5 text-warn-ink text-xs">
                <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
                <span className="wrap-anywhere">{warning}</span>
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Said({ change }: { change: SaidChange }) {
  const { t } = useWords();
  if (change.kind === 'list') {
    return (
      <ul className="mt-0.5 flex flex-wrap gap-x-4 gap-y-0.5">
        <Entries
          entries={change.added}
          icon={Plus}
          says={t('settings.change.added')}
          more={(count) => t('settings.change.addedMore', { count })}
          look="text-ink"
        />
        <Entries
          entries={change.removed}
          icon={Minus}
          says={t('settings.change.removed')}
          more={(count) => t('settings.change.removedMore', { count })}
          look="text-ink-3"
        />
      </ul>
    );
  }
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 wrap-anywhere" data-selectable>
      <span className="min-w-0 text-ink-3">
        <span className="sr-only">{t('settings.change.from')} </span>
        {change.from}
      </span>
      <ArrowRight aria-hidden className="size-3.5 shrink-0 self-center text-ink-3" />
      <span className="min-w-0">
        <span className="sr-only"> {t('settings.change.to')} </span>
        {change.to}
      </span>
    </p>
  );
}

interface EntriesProps {
  entries: readonly string[];
  icon: typeof Plus;
  says: string;
  /** Says how many there are besides those that are spelt out. */
  more: (count: number) => string;
  look: string;
}

/** Entries that are spelt out; more would hide the other changes. */
const spelledOut = 20;

function Entries({ entries, icon: Icon, says, more, look }: EntriesProps) {
  const others = entries.length - spelledOut;
  return (
    <>
      {entries.slice(0, spelledOut).map((entry) => (
        <li key={entry} className={cx('flex min-w-0 items-center gap-1', look)}>
          <Icon aria-hidden className="size-3 shrink-0" />
          <span className="sr-only">{says} </span>
          <code className="font-mono text-xs wrap-anywhere" data-selectable>
            {entry}
          </code>
        </li>
      ))}
      {others > 0 && <li className={look}>{more(others)}</li>}
    </>
  );
}
