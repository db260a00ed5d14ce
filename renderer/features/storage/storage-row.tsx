import { Box, Boxes, Database, Download, Lock, type LucideIcon } from 'lucide-react';
import type { KeptItem, KeptKind } from '../../../shared/storage.ts';
import { plainLine } from '../../../shared/text.ts';
import { Badge } from '../../components/badge.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { cx } from '../../components/cx.ts';
import { Hint } from '../../components/hint.tsx';
import { JobLink } from '../../components/job-link.tsx';
import { Popover } from '../../components/popover.tsx';
import { useNow, useWords } from '../../stores/stores.ts';
import { ItemDetails } from './item-details.tsx';
import { isHeld } from './kept-list.ts';

/** Pixels. */
export const rowHeight = 58;

/** Shared by the rows and their heading, so that they stand in line. */
export const columns =
  'grid items-center gap-x-4 px-5 grid-cols-[1.5rem_minmax(0,1.7fr)_5rem_6.5rem_minmax(0,1fr)] lg:gap-x-6';

const icons: Readonly<Record<KeptKind, LucideIcon>> = {
  environment: Boxes,
  model: Box,
  dataset: Database,
  downloads: Download,
};

interface StorageRowProps {
  item: KeptItem;
  index: number;
  top: number;
  chosen: boolean;
  /** The one row that Tab reaches. */
  reachable: boolean;
  onChoose: (row: number, wanted: boolean, range: boolean) => void;
}

export function StorageRow({ item, index, top, chosen, reachable, onChoose }: StorageRowProps) {
  const { t, describeKept, formatDate } = useWords();
  const title = plainLine(item.title);
  const held = isHeld(item);
  const tabIndex = reachable ? 0 : -1;
  return (
    <tr
      aria-rowindex={index + 2}
      data-row={index}
      data-testid="kept-item"
      data-kind={item.kind}
      data-held={held}
      style={{ transform: `translateY(${top}px)`, height: rowHeight }}
      className={cx(
        columns,
        'absolute inset-x-0 top-0 border-line border-b',
        chosen ? 'bg-accent-soft' : 'hover:bg-hover',
      )}
    >
      <td className="grid place-items-center">
        {held ? (
          <Lock aria-hidden className="size-4 text-ink-3" />
        ) : (
          <Checkbox
            label={t('storage.row.select', { name: title })}
            data-control="select"
            tabIndex={tabIndex}
            checked={chosen}
            onChoose={(wanted, range) => onChoose(index, wanted, range)}
          />
        )}
      </td>
      <td className="min-w-0">
        <Popover
          label={t('storage.row.about', { name: title })}
          className="w-96"
          trigger={
            <button
              type="button"
              data-control="details"
              tabIndex={tabIndex}
              title={title.slice(0, 1_000)}
              className="block max-w-full truncate rounded-sm text-left font-medium decoration-line-strong underline-offset-3 hover:underline"
            >
              <bdi>{title.slice(0, 300)}</bdi>
            </button>
          }
        >
          <ItemDetails item={item} />
        </Popover>
        <p className="mt-0.5 flex items-center gap-2 text-ink-3 text-xs">
          <Badge icon={icons[item.kind]} className="h-4.5 gap-1 px-1.5 text-2xs">
            {describeKept(item.kind)}
          </Badge>
          <span className="truncate">{t('storage.row.keptSince', { date: formatDate(item.createdAt) })}</span>
        </p>
      </td>
      <td className="whitespace-nowrap text-right">
        <Size item={item} />
      </td>
      <td className="whitespace-nowrap text-right text-ink-2">
        <LastUsed item={item} />
      </td>
      <td className="min-w-0">
        <UsedBy item={item} tabIndex={tabIndex} />
      </td>
    </tr>
  );
}

/** Nobody measures what the gateways download. */
function Size({ item }: { item: KeptItem }) {
  const { t, formatBytes } = useWords();
  if (item.kind !== 'downloads' || item.bytes > 0) return formatBytes(item.bytes);
  return (
    <span className="text-ink-3">
      –<span className="sr-only"> {t('storage.row.notMeasured')}</span>
    </span>
  );
}

function LastUsed({ item }: { item: KeptItem }) {
  const { t, formatAgo } = useWords();
  const now = useNow();
  if (isHeld(item)) return <span className="text-accent-ink">{t('storage.row.now')}</span>;
  return <time dateTime={new Date(item.lastUsedAt).toISOString()}>{formatAgo(item.lastUsedAt, now)}</time>;
}

function UsedBy({ item, tabIndex }: { item: KeptItem; tabIndex: number }) {
  const { t } = useWords();
  const [holder, ...otherHolders] = item.heldBy;
  const [last] = item.usedBy;
  if (holder !== undefined) {
    return (
      <>
        <p className="flex min-w-0 items-center gap-1.5 text-accent-ink">
          <Hint text={t('storage.row.held')}>
            <Lock aria-hidden className="size-3.5 shrink-0" />
          </Hint>
          <span className="sr-only">{t('storage.row.heldBy')} </span>
          <JobLink id={holder} name={nameIn(item, holder)} tabIndex={tabIndex} />
        </p>
        <p className="truncate text-ink-3 text-xs">
          {otherHolders.length > 0 ? t('storage.row.moreNow', { count: otherHolders.length }) : t('storage.row.inUse')}
        </p>
      </>
    );
  }
  if (last === undefined) return <span className="text-ink-3">{t('storage.row.jobs', { count: item.uses })}</span>;
  return (
    <>
      <JobLink id={last.jobId} name={last.name} tabIndex={tabIndex} />
      <p className="truncate text-ink-3 text-xs">{t('storage.row.jobs', { count: item.uses })}</p>
    </>
  );
}

/** The name that the item knows the job by; it may not have been told yet. */
const nameIn = (item: KeptItem, id: string) => item.usedBy.find(({ jobId }) => jobId === id)?.name;
