import { useRef } from 'react';
import type { KeptItem } from '../../../shared/storage.ts';
import { formatBytes } from '../../../shared/units.ts';
import { Confirm } from '../../components/dialog.tsx';
import { useStores } from '../../stores/stores.ts';
import { plural } from '../../words.ts';
import { bytesIn, totalsOf } from './kept-list.ts';
import { describeCleared, describeTotals } from './kept-words.ts';

/** What is to be cleared. */
export interface Clearing {
  of: 'selected' | 'all';
  items: readonly KeptItem[];
  /** How many stay, because a job uses them. */
  inUse: number;
}

interface ClearDialogProps {
  clearing: Clearing | null;
  onClose: () => void;
  onCleared: () => void;
  /** Where the keyboard goes once something was cleared. */
  focusAfter: () => HTMLElement | null;
}

/** Asks before kept items are removed, and says what came of it. */
export function ClearDialog({ clearing, onClose, onCleared, focusAfter }: ClearDialogProps) {
  const { client, toasts } = useStores();
  const done = useRef(false);
  // What it says stays while it fades, although there is nothing left to clear.
  const last = useRef<Clearing>({ of: 'selected', items: [], inUse: 0 });
  last.current = clearing ?? last.current;
  const { of, items, inUse } = last.current;

  const clear = async () => {
    const cleared = await client.request(
      'storage.clear',
      items.map(({ id }) => id),
    );
    done.current = true;
    onCleared();
    toasts.getState().done(describeCleared(cleared));
  };

  return (
    <Confirm
      open={clearing !== null}
      onClose={onClose}
      title={of === 'all' ? 'Clear everything that is kept?' : `Clear ${plural(items.length, 'selected item')}?`}
      description={<WhatHappens items={items} inUse={inUse} />}
      confirm={`Clear ${formatBytes(bytesIn(items))}`}
      keep="Keep"
      action={clear}
      focusAfter={() => {
        const next = done.current ? focusAfter() : null;
        done.current = false;
        return next;
      }}
    />
  );
}

function WhatHappens({ items, inUse }: Pick<Clearing, 'items' | 'inUse'>) {
  return (
    <span className="flex flex-col gap-2">
      <span>
        Removes {describeTotals(totalsOf(items))}: <span className="text-ink">{formatBytes(bytesIn(items))}</span>.
      </span>
      <span>
        The next job that needs any of it builds or fetches it again, so its setup takes longer. Jobs that are over keep
        their results.
      </span>
      {inUse > 0 && <span>{plural(inUse, 'item in use stays', 'items in use stay')}.</span>}
    </span>
  );
}
