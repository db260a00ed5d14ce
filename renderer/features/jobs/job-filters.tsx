import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { Filter } from '../../components/filter.tsx';
import { SearchField } from '../../components/search-field.tsx';
import type { Words } from '../../language/words.ts';
import { countOf, type JobFilter, jobFilters } from '../../stores/job-list.ts';
import { useStores, useWords } from '../../stores/stores.ts';

/** Milliseconds without a key before a search is sent. */
const settle = 80;

function describeFilter(filter: JobFilter, { t, describeState }: Words): string {
  return filter === 'all' || filter === 'running' ? t(`jobs.filter.${filter}`) : describeState(filter);
}

export function JobFilters() {
  const { jobs } = useStores();
  const filter = useStore(jobs, (state) => state.filter);
  const counts = useStore(jobs, (state) => state.list.counts);
  const words = useWords();
  return (
    <div className="flex items-start gap-4 border-line border-b px-5 py-2.5">
      <div className="min-w-0 flex-1">
        <Filter
          label={words.t('jobs.filter.label')}
          value={filter}
          options={jobFilters
            .map((value) => ({ value, label: describeFilter(value, words), count: countOf(counts, value) }))
            .filter(({ value, count }) => count > 0 || value === filter || value === 'all')}
          onChange={jobs.setFilter}
        />
      </div>
      <SearchBox />
    </div>
  );
}

function SearchBox() {
  const { jobs } = useStores();
  const { t } = useWords();
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
      label={t('jobs.filter.search')}
      value={text}
      onChange={setText}
      onLeave={() => document.querySelector<HTMLElement>('[data-row] [tabindex="0"][data-control="open"]')?.focus()}
      className="shrink-0"
    />
  );
}
