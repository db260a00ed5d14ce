import { Search, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { IconButton } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { inputLook } from '../../components/field.tsx';
import { Filter } from '../../components/filter.tsx';
import { countOf, type JobFilter, jobFilters } from '../../stores/job-list.ts';
import { useStores } from '../../stores/stores.ts';
import { describeState } from '../../words.ts';

/** Milliseconds without a key before a search is sent. */
const settle = 150;

const words = (filter: JobFilter) =>
  filter === 'all' ? 'All' : filter === 'running' ? 'Running' : describeState(filter);

export function JobFilters() {
  const { jobs } = useStores();
  const filter = useStore(jobs, (state) => state.filter);
  const counts = useStore(jobs, (state) => state.list.counts);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-b px-5 py-2.5">
      <Filter
        label="Filter by state"
        value={filter}
        options={jobFilters
          .map((value) => ({ value, label: words(value), count: countOf(counts, value) }))
          .filter(({ value, count }) => count > 0 || value === filter || value === 'all')}
        onChange={jobs.setFilter}
      />
      <SearchBox />
    </div>
  );
}

function SearchBox() {
  const { jobs } = useStores();
  const search = useStore(jobs, (state) => state.search);
  const [text, setText] = useState(search);
  useEffect(() => setText(search), [search]);
  useEffect(() => {
    if (text === search) return;
    const timer = setTimeout(() => jobs.setSearch(text), settle);
    return () => clearTimeout(timer);
  }, [text, search, jobs]);
  return (
    <div className="relative ml-auto w-56">
      <Search aria-hidden className="pointer-events-none absolute inset-y-0 left-2.5 my-auto size-4 text-ink-3" />
      <input
        type="search"
        data-search
        aria-label="Search jobs"
        aria-keyshortcuts="/"
        placeholder="Search jobs"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            setText('');
            event.currentTarget.blur();
          }
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            document.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus();
          }
        }}
        className={cx(inputLook, 'h-7.5 px-8')}
      />
      {text === '' ? (
        <kbd
          aria-hidden
          className="pointer-events-none absolute inset-y-0 right-2 my-auto h-4.5 rounded-sm border border-line px-1.5 font-sans text-2xs text-ink-3"
        >
          /
        </kbd>
      ) : (
        <IconButton
          icon={X}
          label="Clear search"
          className="absolute inset-y-0 right-0.5 my-auto size-6"
          onClick={() => setText('')}
        />
      )}
    </div>
  );
}
