import { Trash2, X } from 'lucide-react';
import { useStore } from 'zustand';
import { AsyncButton, Button } from '../../components/button.tsx';
import { countOf } from '../../stores/job-list.ts';
import { countPicked } from '../../stores/job-selection.ts';
import { useStores, useWords } from '../../stores/stores.ts';
import { ExportMenu } from './export-menu.tsx';

/** How many jobs there are or are chosen, and what can be done with them. It stands left, where no message covers it. */
export function ListFooter() {
  const { jobs, deletions } = useStores();
  const { t } = useWords();
  const { total, counts, loaded } = useStore(jobs, (state) => state.list);
  const picked = useStore(jobs, (state) => countPicked(state.pick, state.list.total));
  const all = countOf(counts, 'all');
  const some = picked > 0;
  return (
    <footer className="flex h-11 shrink-0 items-center gap-2 border-line border-t px-5">
      <p role="status" data-testid="job-selection" className={some ? 'mr-2 font-medium' : 'mr-2 text-ink-2'}>
        {some
          ? t('jobs.footer.selected', { count: picked })
          : total === all
            ? t('jobs.footer.count', { count: all })
            : loaded && t('jobs.footer.matching', { count: total, all })}
      </p>
      {some && (
        <>
          <AsyncButton
            size="sm"
            icon={Trash2}
            aria-keyshortcuts="Delete"
            action={() => deletions.request(jobs.selection())}
          >
            {t('jobs.footer.delete')}
          </AsyncButton>
          <ExportMenu count={picked} selected />
          {picked < total && (
            <Button size="sm" tone="ghost" aria-keyshortcuts="Control+A" onClick={jobs.chooseAll}>
              {t('jobs.footer.selectAll', { count: total })}
            </Button>
          )}
          <Button size="sm" tone="ghost" icon={X} aria-keyshortcuts="Escape" onClick={jobs.chooseNone}>
            {t('jobs.footer.clear')}
          </Button>
        </>
      )}
      {!some && total > 0 && <ExportMenu count={total} />}
    </footer>
  );
}
