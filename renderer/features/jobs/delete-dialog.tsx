import { useRef } from 'react';
import { useStore } from 'zustand';
import { Confirm } from '../../components/dialog.tsx';
import { useStores, useWords } from '../../stores/stores.ts';

/** Asks before jobs are deleted whose outputs go with them. */
export function DeleteDialog() {
  const { deletions } = useStores();
  const { t, formatBytes } = useWords();
  const asking = useStore(deletions, (state) => state.asking);
  // What it says stays while it fades.
  const last = useRef(asking);
  last.current = asking ?? last.current;
  const weight = last.current?.weight;
  if (!weight) return null;
  const { ended, unfinished, outputs } = weight;
  return (
    <Confirm
      open={asking !== null}
      onClose={deletions.dismiss}
      title={t('jobs.delete.title', { count: ended })}
      description={
        <span className="flex flex-col gap-2">
          <span>
            {t.rich('jobs.delete.outputs', {
              count: ended,
              files: outputs.files,
              size: formatBytes(outputs.bytes),
              weight: (chunks) => <span className="text-ink">{chunks}</span>,
            })}
          </span>
          {unfinished > 0 && <span>{t('jobs.delete.unfinished', { count: unfinished })}</span>}
          <span>{t('jobs.delete.undo')}</span>
        </span>
      }
      confirm={t('jobs.delete.confirm', { count: ended })}
      keep={t('jobs.delete.keep')}
      action={deletions.confirm}
    />
  );
}
