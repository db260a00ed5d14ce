import { RefreshCw, SearchX } from 'lucide-react';
import { useStore } from 'zustand';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { countOf } from '../../stores/job-list.ts';
import { useStores, useWords } from '../../stores/stores.ts';
import { FirstRun } from './first-run.tsx';
import { JobFilters } from './job-filters.tsx';
import { JobTable } from './job-table.tsx';
import { ListFooter } from './list-footer.tsx';

export function JobsView() {
  const { jobs } = useStores();
  const { t } = useWords();
  const { loaded, total, counts } = useStore(jobs, (state) => state.list);
  const failure = useStore(jobs, (state) => state.failure);
  const match = useStore(jobs, (state) => `${state.filter} ${state.search.trim()}`);
  const asking = match !== 'all ';
  const none = loaded && countOf(counts, 'all') === 0;
  if (none && !asking) return <FirstRun />;
  return (
    <>
      <h1 className="sr-only">{t('jobs.title')}</h1>
      <JobFilters />
      {failure && (
        <div className="flex flex-col items-start gap-3 px-5 py-4">
          <ProblemNote failure={failure} />
          <Button icon={RefreshCw} onClick={jobs.reload}>
            {t('jobs.tryAgain')}
          </Button>
        </div>
      )}
      {loaded && total === 0 ? <NoMatch /> : <JobTable key={match} total={total} />}
      <ListFooter />
    </>
  );
}

function NoMatch() {
  const { jobs } = useStores();
  const { t } = useWords();
  return (
    <Empty icon={SearchX} title={t('jobs.noMatch.title')}>
      <p>{t('jobs.noMatch.text')}</p>
      <Button
        className="mt-4"
        onClick={() => {
          jobs.setFilter('all');
          jobs.setSearch('');
        }}
      >
        {t('jobs.noMatch.showAll')}
      </Button>
    </Empty>
  );
}
