import { ChevronDown, ChevronUp, Search } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { inputLook } from '../../components/field.tsx';
import { useWords } from '../../stores/stores.ts';

interface LogSearchBoxProps {
  query: string;
  /** The search is not over yet. */
  searching: boolean;
  /** Number of the match the person is at, from 1; 0 without matches. */
  place: number;
  count: number;
  onSearch: (query: string) => void;
  onMove: (by: 1 | -1) => void;
}

/** Longest words that the log can be searched for. */
const longestQuery = 200;

export function LogSearchBox({ query, searching, place, count, onSearch, onMove }: LogSearchBoxProps) {
  const { t } = useWords();
  const none = query !== '' && !searching && count === 0;
  const status = none ? t('job.log.noMatch') : searching ? '…' : t('job.log.place', { place, count });
  return (
    <div className="flex shrink-0 items-center gap-1">
      <div className="relative w-56">
        <Search aria-hidden className="pointer-events-none absolute inset-y-0 left-2 my-auto size-3.5 text-ink-3" />
        <input
          type="search"
          data-search
          aria-label={t('job.log.search')}
          aria-keyshortcuts="/"
          placeholder={t('job.log.search')}
          maxLength={longestQuery}
          value={query}
          onChange={(event) => onSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && count > 0) onMove(event.shiftKey ? -1 : 1);
            if (event.key === 'Escape') {
              event.stopPropagation();
              onSearch('');
              event.currentTarget.blur();
            }
          }}
          className={cx(inputLook, 'h-7 pl-7 text-xs', query === '' ? 'pr-2' : 'pr-24')}
        />
        <span
          role="status"
          className={cx(
            'pointer-events-none absolute inset-y-0 right-2 flex items-center text-2xs',
            none ? 'text-bad-ink' : 'text-ink-3',
          )}
        >
          {query !== '' && status}
        </span>
      </div>
      <IconButton icon={ChevronUp} label={t('job.log.previous')} disabled={count === 0} onClick={() => onMove(-1)} />
      <IconButton icon={ChevronDown} label={t('job.log.next')} disabled={count === 0} onClick={() => onMove(1)} />
    </div>
  );
}
