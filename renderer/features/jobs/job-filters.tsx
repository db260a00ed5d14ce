import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { Filter } from '../../components/filter.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { countOf, type JobFilter, jobFilters } from '../../stores/job-list.ts';
import { useStores } from '../../stores/stores.ts';
import { describeState } from '../../words.ts';

/** Milliseconds without a key before a search is sent. */
const settle = 80;

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
    <SearchField
      label="Search jobs"
      value={text}
      onChange={setText}
      onLeave={() => document.querySelector<HTMLElement>('[data-row] [tabindex="0"][data-control="open"]')?.focus()}
      className="ml-auto"
    />
  );
}
