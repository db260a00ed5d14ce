import { useStore } from 'zustand';
import { holders } from '../../stores/jobs.ts';
import { useStores, useWords } from '../../stores/stores.ts';

/** The job that holds a GPU, as a way to it. */
export function Holder({ uuid }: { uuid: string }) {
  const { jobs, view } = useStores();
  const { t, nameOf } = useWords();
  const job = useStore(jobs, (state) => holders(state.byId).get(uuid));
  if (job === undefined) return <span className="text-ink-3 text-xs">{t('gpus.free')}</span>;
  const name = nameOf(job.spec.name);
  return (
    <button
      type="button"
      title={t('gpus.heldByJob', { name })}
      onClick={() => view.go({ view: 'job', id: job.id })}
      className="relative flex min-w-0 max-w-full rounded-sm text-left text-accent-ink text-xs underline-offset-3 hover:underline"
    >
      {t.rich('gpus.heldBy', {
        said: (chunks) => <span className="sr-only">{chunks}</span>,
        name: () => <bdi className="truncate">{name}</bdi>,
      })}
    </button>
  );
}
