import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import {
  type JobMatch,
  type JobPage,
  type JobPlace,
  type JobQuery,
  type JobRow,
  type JobSort,
  jobRowSchema,
  jobStateSchema,
} from '../../shared/jobs.ts';
import { columnOf, reading } from './database.ts';
import { listedPart } from './job-columns.ts';
import { matching } from './matching.ts';

/** The job records as a list shows them: a page of any order and search costs a few milliseconds, however many there are. */
export interface JobList {
  /** A row that cannot be read is left out of `jobs`, but counted. */
  list(query: JobQuery): JobPage;
  /** Ids of the rows that `list` would give; `limit` may be as large as the list. */
  ids(query: JobQuery): string[];
  /** How many rows stand before the job; null where it is not among them. */
  place(place: JobPlace): number | null;
}

interface Order {
  /** Of `listing`; null for the number of the job, which settles the order of equals too. */
  column: string | null;
  index: string | null;
  /** Of the rows of one state. */
  stateIndex: string;
  /** `rank` runs backwards. */
  reversed?: true;
  /** Some rows have none. */
  optional?: true;
}

const orders: Readonly<Record<JobSort['by'], Order>> = {
  created: { column: null, index: null, stateIndex: 'listing_by_state' },
  name: { column: 'name_key', index: 'listing_by_name', stateIndex: 'listing_by_state_name' },
  duration: {
    column: 'duration',
    index: 'listing_by_duration',
    stateIndex: 'listing_by_state_duration',
    optional: true,
  },
  ended: { column: 'ended_at', index: 'listing_by_ended', stateIndex: 'listing_by_state_ended', optional: true },
  state: { column: 'rank', index: 'listing_by_rank', stateIndex: 'listing_by_state', reversed: true },
};

/** The list of an open history. */
export function createJobList(database: DatabaseSync): JobList {
  const counts = database.prepare('SELECT state, jobs FROM job_counts');
  const anyTrash = database.prepare('SELECT 1 FROM trash LIMIT 1');
  const rowOf = database.prepare(
    `SELECT id, state, waiting_for, created_at, started_at, ended_at, spec, source, failure FROM jobs WHERE rowid = ?`,
  );

  const matchingOf = (query: JobMatch, index: string | null, columns: boolean) =>
    matching(query, { index, trashed: anyTrash.get() !== undefined, columns });

  const countsByState = (): JobPage['counts'] => {
    const byState: JobPage['counts'] = {};
    for (const row of counts.all()) {
      const state = jobStateSchema.safeParse(row.state);
      if (state.success && Number(row.jobs) > 0) byState[state.data] = Number(row.jobs);
    }
    return byState;
  };

  const totalOf = (query: JobMatch, byState: JobPage['counts']): number => {
    if (query.search.trim() !== '') {
      const { sql, values } = matchingOf(query, null, false);
      return Number(database.prepare(`SELECT count(*) AS jobs FROM ${sql}`).get(...values)?.jobs);
    }
    const states = query.states.length === 0 ? jobStateSchema.options : [...new Set(query.states)];
    return states.reduce((sum, state) => sum + (byState[state] ?? 0), 0);
  };

  /** A stretch of the order, read from its nearer end: rows before it are walked over. */
  const stretch = (what: 'job' | 'id', query: JobQuery, total: number): unknown[] => {
    const { offset } = query;
    const limit = Math.min(query.limit, total - offset);
    if (limit <= 0) return [];
    const fromEnd = total - offset - limit;
    const backwards = fromEnd < offset;
    const order = orderOf(query);
    const { sql, values, job } = matchingOf(query, order.index, what === 'id' || order.column !== null);
    const by = orderBy(order, job, query.sort.descending, backwards);
    const found = columnOf(
      database,
      `SELECT ${what === 'id' ? 'listing.id' : job} FROM ${sql} ORDER BY ${by} LIMIT ? OFFSET ?`,
      [...values, limit, backwards ? fromEnd : offset],
    );
    return backwards ? found.reverse() : found;
  };

  return {
    list: (query) =>
      reading(database, () => {
        const byState = countsByState();
        const total = totalOf(query, byState);
        const rows = stretch('job', query, total).map((job) => rowOf.get(Number(job)));
        return { jobs: rows.flatMap((row) => (row && readRow(row)) ?? []), total, counts: byState };
      }),

    ids: (query) => stretch('id', query, totalOf(query, countsByState())).map(String),

    place({ id, ...query }) {
      const order = orderOf(query);
      const column = order.column === null ? null : `listing.${order.column}`;
      const one = matchingOf(query, null, true);
      const own = database
        .prepare(`SELECT ${one.job} AS job, ${column ?? 'NULL'} AS key FROM ${one.sql}
          AND ${one.job} = (SELECT rowid FROM jobs WHERE id = ?)`)
        .get(...one.values, id);
      if (!own) return null;
      const { sql, values, job } = matchingOf(query, order.index, column !== null);
      const count = (condition: string, ...keys: SQLOutputValue[]): number =>
        Number(database.prepare(`SELECT count(*) AS jobs FROM ${sql} AND ${condition}`).get(...values, ...keys)?.jobs);
      const before = goesDown(order, query.sort.descending) ? '>' : '<';
      const number = own.job ?? null;
      const key = own.key ?? null;
      if (column === null) return count(`${job} ${before} ?`, number);
      if (key === null)
        return count(`${column} IS NOT NULL`) + count(`${column} IS NULL AND ${job} ${before} ?`, number);
      return count(`${column} ${before} ?`, key) + count(`${column} = ? AND ${job} ${before} ?`, key, number);
    },
  };
}

/** How the rows of a query stand. */
function orderOf({ states, sort }: Pick<JobQuery, 'states' | 'sort'>): Order & { index: string | null } {
  const order = orders[sort.by];
  if (states.length === 0) return order;
  const oneState = new Set(states).size === 1;
  return { ...order, column: oneState && sort.by === 'state' ? null : order.column, index: order.stateIndex };
}

const goesDown = (order: Order, descending: boolean): boolean => descending !== (order.reversed === true);

/** @param job how the number of the job is called */
function orderBy(order: Order, job: string, descending: boolean, backwards: boolean): string {
  const direction = goesDown(order, descending) === backwards ? 'ASC' : 'DESC';
  if (order.column === null) return `${job} ${direction}`;
  const missing = order.optional ? ` NULLS ${backwards ? 'FIRST' : 'LAST'}` : '';
  return `listing.${order.column} ${direction}${missing}, ${job} ${direction}`;
}

/** Null for a row that is damaged: it must not hide the others. */
function readRow(row: Record<string, SQLOutputValue>): JobRow | null {
  try {
    return jobRowSchema.parse(listedPart(row));
  } catch {
    return null;
  }
}
