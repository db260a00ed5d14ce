import { HardDrive, SearchX, Trash2 } from 'lucide-react';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { StorageState } from '../../../shared/storage.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Filter } from '../../components/filter.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { useStorage, useWords } from '../../stores/stores.ts';
import { ClearDialog, type Clearing } from './clear-dialog.tsx';
import {
  arranged,
  bytesIn,
  isHeld,
  type KindFilter,
  keptKinds,
  type Order,
  orderAfter,
  selectedOf,
  withRange,
} from './kept-list.ts';
import { StorageSummary } from './storage-summary.tsx';
import { StorageTable } from './storage-table.tsx';

/** What is kept in the engine for later jobs, why, and what of it may go. */
export function StorageView() {
  const { t } = useWords();
  const storage = useStorage();
  const heading = useRef<HTMLHeadingElement>(null);
  const empty = storage !== null && storage.items.length === 0;

  useLayoutEffect(() => {
    // The last item went, and what had the keyboard with it.
    if (empty && document.activeElement === document.body) heading.current?.focus();
  }, [empty]);

  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="storage">
      <header className="flex shrink-0 flex-col gap-3 px-5 pt-4 pb-3">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <h1 ref={heading} tabIndex={-1} className="font-semibold text-lg outline-none">
            {t('storage.title')}
          </h1>
          <p className="text-ink-3">{t('storage.about')}</p>
        </div>
        {storage && <StorageSummary storage={storage} />}
      </header>
      {storage && !empty && <KeptItems storage={storage} heading={heading} />}
      {empty && (
        <Empty icon={HardDrive} title={t('storage.emptyTitle')}>
          <p>{t('storage.emptyText')}</p>
        </Empty>
      )}
    </div>
  );
}

interface KeptItemsProps {
  storage: StorageState;
  heading: { current: HTMLElement | null };
}

const noneChosen: ReadonlySet<string> = new Set();

function KeptItems({ storage: { items }, heading }: KeptItemsProps) {
  const { t, formatBytes } = useWords();
  const [kind, setKind] = useState<KindFilter>('all');
  const [search, setSearch] = useState('');
  const [order, setOrder] = useState<Order>({ key: 'size', reversed: false });
  const [chosen, setChosen] = useState(noneChosen);
  const [clearing, setClearing] = useState<Clearing | null>(null);
  /** Row of the last single choice, from which Shift goes on. */
  const anchor = useRef(0);
  const shown = useMemo(() => arranged(items, { kind, search, order }), [items, kind, search, order]);
  const selected = useMemo(() => selectedOf(shown, chosen), [shown, chosen]);

  const choose = (row: number, wanted: boolean, range: boolean) => {
    setChosen(withRange(chosen, shown, range ? anchor.current : row, row, wanted));
    anchor.current = row;
  };
  const show = (change: () => void) => {
    anchor.current = 0;
    change();
  };

  return (
    <>
      <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-line border-t px-5 py-2.5">
        <Filter
          label={t('storage.filter')}
          value={kind}
          options={(['all', ...keptKinds] as const)
            .map((value) => ({
              value,
              label: value === 'all' ? t('storage.all') : t(`storage.kinds.${value}`),
              count: value === 'all' ? items.length : items.filter((item) => item.kind === value).length,
            }))
            .filter(({ value, count }) => count > 0 || value === kind)}
          onChange={(next) => show(() => setKind(next))}
        />
        <SearchField
          label={t('storage.search')}
          value={search}
          onChange={(next) => show(() => setSearch(next))}
          className="ml-auto w-56"
        />
      </div>
      {shown.length === 0 ? (
        <Empty icon={SearchX} title={t('storage.noneTitle')}>
          <Button
            className="mt-3"
            onClick={() => {
              setKind('all');
              setSearch('');
            }}
          >
            {t('storage.showAll')}
          </Button>
        </Empty>
      ) : (
        <StorageTable
          items={shown}
          selected={selected}
          order={order}
          onSort={(key) => show(() => setOrder(orderAfter(order, key)))}
          onChoose={choose}
          onChooseAll={(wanted) => setChosen(withRange(chosen, shown, 0, shown.length, wanted))}
        />
      )}
      <footer className="flex shrink-0 items-center gap-4 border-line border-t px-5 py-2">
        <p role="status" data-testid="selection" className="text-ink-2">
          {selected.length === 0
            ? t('storage.shown', { count: shown.length, size: formatBytes(bytesIn(shown)) })
            : t('storage.selected', { count: selected.length, size: formatBytes(bytesIn(selected)) })}
        </p>
        <div className="ml-auto flex items-center gap-2">
          <Button
            icon={Trash2}
            disabled={selected.length === 0}
            onClick={() => setClearing({ of: 'selected', items: selected, inUse: 0 })}
          >
            {t('storage.clearSelected')}
          </Button>
          <Button
            disabled={items.every(isHeld)}
            onClick={() => {
              const free = items.filter((item) => !isHeld(item));
              setClearing({ of: 'all', items: free, inUse: items.length - free.length });
            }}
          >
            {t('storage.clearAll')}
          </Button>
        </div>
      </footer>
      <ClearDialog
        clearing={clearing}
        onClose={() => setClearing(null)}
        onCleared={() => setChosen(noneChosen)}
        focusAfter={() => document.querySelector<HTMLElement>('[data-row] [tabindex="0"]') ?? heading.current}
      />
    </>
  );
}
