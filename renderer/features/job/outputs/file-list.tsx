import { ArrowDown, ArrowUp } from 'lucide-react';
import type { OutputEntry } from '../../../../shared/jobs.ts';
import { cx } from '../../../components/cx.ts';
import { useRovingRows } from '../../../components/roving-rows.ts';
import { useWords } from '../../../stores/stores.ts';
import type { FileOrder } from './file-order.ts';
import { cleanPath } from './output-path.ts';

interface FileListProps {
  rows: readonly OutputEntry[];
  /** Files that are not listed. */
  left: number;
  order: FileOrder;
  /** Path of the file that is shown. */
  chosen: string | null;
  onSort: (by: FileOrder['by']) => void;
  onChoose: (path: string) => void;
}

/** Pixels. */
const rowHeight = 30;
const headHeight = 28;
const columns = 'grid grid-cols-[minmax(0,1fr)_5.5rem] items-center gap-x-3 px-5';

export function FileList({ rows, left, order, chosen, onSort, onChoose }: FileListProps) {
  const { t } = useWords();
  const { scroller, virtualizer, row, handlers } = useRovingRows({
    count: rows.length,
    rowHeight,
    headHeight,
    keyOf: (index) => rows[index]?.path ?? String(index),
  });
  return (
    <div ref={scroller} className="min-h-0 scroll-pt-7 overflow-y-auto bg-surface">
      <table aria-label={t('outputs.files')} aria-rowcount={rows.length + 1} className="block" {...handlers}>
        <thead className="sticky top-0 z-10 block border-line border-b bg-canvas text-2xs text-ink-3">
          <tr aria-rowindex={1} className={columns} style={{ height: headHeight }}>
            <Heading by="name" order={order} onSort={onSort} />
            <Heading by="size" order={order} onSort={onSort} />
          </tr>
        </thead>
        <tbody className="relative block" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ key, index, start }) => {
            const file = rows[index];
            if (!file) return null;
            return (
              <FileRow
                key={key}
                file={file}
                index={index}
                top={start - headHeight}
                reachable={index === row}
                chosen={file.path === chosen}
                onChoose={onChoose}
              />
            );
          })}
        </tbody>
      </table>
      {left > 0 && <p className="px-5 py-2 text-ink-3 text-xs">{t('outputs.more', { count: left })}</p>}
    </div>
  );
}

interface HeadingProps extends Pick<FileListProps, 'order' | 'onSort'> {
  by: FileOrder['by'];
}

function Heading({ by, order, onSort }: HeadingProps) {
  const { t } = useWords();
  const sorted = order.by === by;
  const Arrow = order.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={sorted ? (order.descending ? 'descending' : 'ascending') : 'none'}
      className={cx('flex font-normal', by === 'size' && 'justify-end')}
    >
      <button
        type="button"
        onClick={() => onSort(by)}
        className={cx('flex items-center gap-1 rounded-sm hover:text-ink', sorted && 'font-medium text-ink-2')}
      >
        {t(`outputs.${by}`)}
        <Arrow aria-hidden className={cx('size-3', !sorted && 'invisible')} />
      </button>
    </th>
  );
}

interface FileRowProps {
  file: OutputEntry;
  index: number;
  top: number;
  /** The one row that Tab reaches. */
  reachable: boolean;
  chosen: boolean;
  onChoose: (path: string) => void;
}

function FileRow({ file, index, top, reachable, chosen, onChoose }: FileRowProps) {
  const { formatBytes } = useWords();
  const shown = cleanPath(file.path);
  return (
    <tr
      aria-rowindex={index + 2}
      data-row={index}
      data-testid="output"
      style={{ transform: `translateY(${top}px)`, height: rowHeight }}
      className={cx(
        columns,
        'absolute inset-x-0 top-0 border-line border-b text-xs',
        chosen ? 'bg-accent-soft' : 'hover:bg-hover',
      )}
    >
      <td className="min-w-0">
        <button
          type="button"
          data-control="choose"
          tabIndex={reachable ? 0 : -1}
          aria-pressed={chosen}
          title={shown}
          onClick={() => onChoose(file.path)}
          className="block w-full truncate rounded-sm text-left font-mono after:absolute after:inset-0"
        >
          <bdi>{shown}</bdi>
        </button>
      </td>
      <td className="whitespace-nowrap text-right text-ink-3">{formatBytes(file.bytes)}</td>
    </tr>
  );
}
