import { ChevronDown, ChevronUp, Search } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { inputLook } from '../../components/field.tsx';

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
  const status =
    query === '' ? '' : searching ? '…' : count === 0 ? 'no match' : `${place} of ${count.toLocaleString('en')}`;
  return (
    <div className="flex shrink-0 items-center gap-1">
      <div className="relative w-56">
        <Search aria-hidden className="pointer-events-none absolute inset-y-0 left-2 my-auto size-3.5 text-ink-3" />
        <input
          type="search"
          data-search
          aria-label="Search log"
          aria-keyshortcuts="/"
          placeholder="Search log"
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
          className={cx(inputLook, 'h-7 pr-24 pl-7 text-xs')}
        />
        <span
          role="status"
          className={cx(
            'pointer-events-none absolute inset-y-0 right-2 flex items-center text-2xs',
            status === 'no match' ? 'text-bad-ink' : 'text-ink-3',
          )}
        >
          {status}
        </span>
      </div>
      <IconButton icon={ChevronUp} label="Previous match" disabled={count === 0} onClick={() => onMove(-1)} />
      <IconButton icon={ChevronDown} label="Next match" disabled={count === 0} onClick={() => onMove(1)} />
    </div>
  );
}
