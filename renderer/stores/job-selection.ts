import type { JobMatch, JobSelection } from '../../shared/jobs.ts';

/** Which jobs of the list are chosen: some by id, or all that match but some. */
export type JobPick = { kind: 'some'; ids: ReadonlySet<string> } | { kind: 'all'; except: ReadonlySet<string> };

export const nothingPicked: JobPick = { kind: 'some', ids: new Set() };
export const everythingPicked: JobPick = { kind: 'all', except: new Set() };

export function isPicked(pick: JobPick, id: string): boolean {
  return pick.kind === 'some' ? pick.ids.has(id) : !pick.except.has(id);
}

/** @param total how many jobs match */
export function countPicked(pick: JobPick, total: number): number {
  return pick.kind === 'some' ? pick.ids.size : Math.max(0, total - pick.except.size);
}

/** `pick` with these jobs chosen, or not. */
export function withPicked(pick: JobPick, ids: readonly string[], wanted: boolean): JobPick {
  const named = new Set(pick.kind === 'some' ? pick.ids : pick.except);
  for (const id of ids) {
    if ((pick.kind === 'some') === wanted) named.add(id);
    else named.delete(id);
  }
  return pick.kind === 'some' ? { kind: 'some', ids: named } : { kind: 'all', except: named };
}

/** What the main process is told of it. */
export function selectionOf(pick: JobPick, match: JobMatch): JobSelection {
  return pick.kind === 'some'
    ? { kind: 'some', ids: [...pick.ids] }
    : { kind: 'matching', ...match, except: [...pick.except] };
}
