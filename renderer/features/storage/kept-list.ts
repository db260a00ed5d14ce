import type { KeptItem, KeptKind } from '../../../shared/storage.ts';

/** In the order in which they are named wherever several are. */
export const keptKinds: readonly KeptKind[] = ['environment', 'model', 'dataset', 'downloads'];

export type KindFilter = 'all' | KeptKind;

export const sortKeys = ['name', 'size', 'used'] as const;
export type SortKey = (typeof sortKeys)[number];

/** `reversed` against what people look for first: the largest, the last used, the first name. */
export interface Order {
  key: SortKey;
  reversed: boolean;
}

export interface Arrangement {
  kind: KindFilter;
  /** Words that must all occur in the title, in any order. */
  search: string;
  order: Order;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const comparisons: Readonly<Record<SortKey, (one: KeptItem, other: KeptItem) => number>> = {
  name: (one, other) => collator.compare(one.title, other.title),
  size: (one, other) => other.bytes - one.bytes,
  used: (one, other) => other.lastUsedAt - one.lastUsedAt,
};

/** What is to be shown of the items, in its order. Equal ones stand by their ids, so that they never change places. */
export function arranged(items: readonly KeptItem[], { kind, search, order }: Arrangement): KeptItem[] {
  const words = search.toLowerCase().split(/\s+/);
  const compare = comparisons[order.key];
  const sign = order.reversed ? -1 : 1;
  return items
    .filter((item) => kind === 'all' || item.kind === kind)
    .filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)))
    .sort((one, other) => sign * compare(one, other) || (one.id < other.id ? -1 : 1));
}

/** The order after a click on the heading of `key`. */
export const orderAfter = (order: Order, key: SortKey): Order => ({
  key,
  reversed: order.key === key && !order.reversed,
});

/** What a job uses now cannot be removed. */
export const isHeld = (item: Pick<KeptItem, 'heldBy'>) => item.heldBy.length > 0;

/** The chosen ones of the items that are shown; what is out of sight, or in use by now, is not among them. */
export function selectedOf(shown: readonly KeptItem[], chosen: ReadonlySet<string>): KeptItem[] {
  return shown.filter((item) => chosen.has(item.id) && !isHeld(item));
}

/** `chosen` with the items from row `from` to row `to`, both included, chosen or not. */
export function withRange(
  chosen: ReadonlySet<string>,
  shown: readonly KeptItem[],
  from: number,
  to: number,
  wanted: boolean,
): ReadonlySet<string> {
  const next = new Set(chosen);
  for (const item of shown.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (!wanted) next.delete(item.id);
    else if (!isHeld(item)) next.add(item.id);
  }
  return next;
}

export const bytesIn = (items: readonly KeptItem[]) => items.reduce((sum, { bytes }) => sum + bytes, 0);

export interface KindTotal {
  kind: KeptKind;
  count: number;
  bytes: number;
}

/** How many there are of each kind, and their size; kinds without any are left out. */
export function totalsOf(items: readonly KeptItem[]): KindTotal[] {
  return keptKinds
    .map((kind) => items.filter((item) => item.kind === kind))
    .flatMap((some) => (some[0] ? [{ kind: some[0].kind, count: some.length, bytes: bytesIn(some) }] : []));
}
