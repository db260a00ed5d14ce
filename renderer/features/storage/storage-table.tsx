import { ArrowDown, ArrowUp } from 'lucide-react';
import { useMemo } from 'react';
import type { KeptItem } from '../../../shared/storage.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import { cx } from '../../components/cx.ts';
import { useRovingRows } from '../../components/roving-rows.ts';
import { useWords } from '../../stores/stores.ts';
import { isHeld, type Order, type SortKey } from './kept-list.ts';
import { columns, rowHeight, StorageRow } from './storage-row.tsx';

/** Pixels. */
const headHeight = 32;

interface StorageTableProps {
  items: readonly KeptItem[];
  selected: readonly KeptItem[];
  order: Order;
  onSort: (key: SortKey) => void;
  /** `range` extends from the row that was chosen last. */
  onChoose: (row: number, wanted: boolean, range: boolean) => void;
  onChooseAll: (wanted: boolean) => void;
}

export function StorageTable({ items, selected, order, onSort, onChoose, onChooseAll }: StorageTableProps) {
  const { t } = useWords();
  const ids = useMemo(() => new Set(selected.map(({ id }) => id)), [selected]);
  const free = useMemo(() => items.filter((item) => !isHeld(item)).length, [items]);
  const { scroller, virtualizer, row, handlers } = useRovingRows({
    count: items.length,
    rowHeight,
    headHeight,
    keyOf: (index) => items[index]?.id ?? String(index),
  });
  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 scroll-pt-8 overflow-y-auto border-line border-t bg-surface [scrollbar-gutter:stable]"
    >
      <table aria-label={t('storage.table.title')} aria-rowcount={items.length + 1} className="block" {...handlers}>
        <thead className="sticky top-0 z-20 block border-line border-b bg-canvas">
          <tr aria-rowindex={1} className={columns} style={{ height: headHeight }}>
            <th scope="col" className="grid place-items-center">
              <Checkbox
                label={t('storage.table.selectAll')}
                disabled={free === 0}
                checked={selected.length === 0 ? false : selected.length === free ? true : 'mixed'}
                onChoose={onChooseAll}
              />
            </th>
            <Heading label={t('storage.table.name')} sort="name" natural="ascending" {...{ order, onSort }} />
            <Heading label={t('storage.table.size')} sort="size" natural="descending" end {...{ order, onSort }} />
            <Heading label={t('storage.table.used')} sort="used" natural="descending" end {...{ order, onSort }} />
            <th scope="col" className="text-left font-normal text-2xs text-ink-3">
              {t('storage.table.usedBy')}
            </th>
          </tr>
        </thead>
        <tbody className="relative block" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ key, index, start }) => {
            const item = items[index];
            return (
              item && (
                <StorageRow
                  key={key}
                  item={item}
                  index={index}
                  top={start - headHeight}
                  chosen={ids.has(item.id)}
                  reachable={index === row}
                  onChoose={onChoose}
                />
              )
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface HeadingProps extends Pick<StorageTableProps, 'order' | 'onSort'> {
  label: string;
  sort: SortKey;
  /** How its column runs when it is not reversed. */
  natural: 'ascending' | 'descending';
  end?: boolean;
}

function Heading({ label, sort, natural, end = false, order, onSort }: HeadingProps) {
  const active = order.key === sort;
  const ascending = (natural === 'ascending') !== order.reversed;
  const Arrow = ascending ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={active ? (ascending ? 'ascending' : 'descending') : undefined}
      className={cx('flex font-normal', end && 'justify-end')}
    >
      <button
        type="button"
        onClick={() => onSort(sort)}
        className={cx(
          '-mx-1.5 flex h-6 items-center gap-1 rounded-sm px-1.5 text-2xs hover:bg-hover hover:text-ink',
          active ? 'font-medium text-ink' : 'text-ink-3',
          end && 'flex-row-reverse',
        )}
      >
        {label}
        <Arrow aria-hidden className={cx('size-3', !active && 'invisible')} />
      </button>
    </th>
  );
}
