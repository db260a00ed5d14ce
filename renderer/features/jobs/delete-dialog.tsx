import { useRef } from 'react';
import { useStore } from 'zustand';
import { formatBytes } from '../../../shared/units.ts';
import { Confirm } from '../../components/dialog.tsx';
import { useStores } from '../../stores/stores.ts';
import { plural } from '../../words.ts';

/** Asks before jobs are deleted whose outputs go with them. */
export function DeleteDialog() {
  const { deletions } = useStores();
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
      title={`Delete ${plural(ended, 'job')}?`}
      description={
        <span className="flex flex-col gap-2">
          <span>
            {ended === 1 ? 'Its' : 'Their'} outputs are deleted too:{' '}
            <span className="text-ink">
              {plural(outputs.files, 'file')}, {formatBytes(outputs.bytes)}
            </span>
            . So are logs and network ledgers.
          </span>
          {unfinished > 0 && (
            <span>{plural(unfinished, 'job has', 'jobs have')} not ended, and will not be deleted.</span>
          )}
          <span>You can undo this for 10 seconds.</span>
        </span>
      }
      confirm={`Delete ${plural(ended, 'job')}`}
      keep="Keep"
      action={deletions.confirm}
    />
  );
}
