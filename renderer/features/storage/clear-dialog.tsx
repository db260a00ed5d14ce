import { useRef } from 'react';
import type { KeptItem } from '../../../shared/storage.ts';
import { Confirm } from '../../components/dialog.tsx';
import { useStores, useWords } from '../../stores/stores.ts';
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
  const words = useWords();
  const { t, formatBytes } = words;
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
    toasts.getState().done(describeCleared(cleared, words));
  };

  return (
    <Confirm
      open={clearing !== null}
      onClose={onClose}
      title={of === 'all' ? t('storage.clear.allTitle') : t('storage.clear.title', { count: items.length })}
      description={<WhatHappens items={items} inUse={inUse} />}
      confirm={t('storage.clear.confirm', { size: formatBytes(bytesIn(items)) })}
      keep={t('storage.clear.keep')}
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
  const words = useWords();
  const { t, formatBytes } = words;
  return (
    <span className="flex flex-col gap-2">
      <span>
        {t.rich('storage.clear.removes', {
          what: describeTotals(totalsOf(items), words),
          size: formatBytes(bytesIn(items)),
          strong: (chunks) => (
            <span key="size" className="text-ink">
              {chunks}
            </span>
          ),
        })}
      </span>
      <span>{t('storage.clear.consequence')}</span>
      {inUse > 0 && <span>{t('storage.clear.inUse', { count: inUse })}</span>}
    </span>
  );
}
