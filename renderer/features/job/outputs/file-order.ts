import type { OutputEntry } from '../../../../shared/jobs.ts';

/** How the list of files stands. */
export interface FileOrder {
  by: 'name' | 'size';
  descending: boolean;
}

/** The order after a click on a heading: its own the other way round, or another one, sizes with the largest first. */
export function orderAfter(order: FileOrder, by: FileOrder['by']): FileOrder {
  return order.by === by ? { by, descending: !order.descending } : { by, descending: by === 'size' };
}

/** Files in an order; those of one size by name. */
export function inOrder(
  files: readonly OutputEntry[],
  { by, descending }: FileOrder,
  compare: (one: string, other: string) => number,
): OutputEntry[] {
  const sign = descending ? -1 : 1;
  return [...files].sort((one, other) => {
    const bySize = by === 'size' ? sign * (one.bytes - other.bytes) : 0;
    return bySize || (by === 'name' ? sign : 1) * compare(one.path, other.path);
  });
}
