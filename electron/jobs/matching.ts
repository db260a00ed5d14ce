import type { SQLInputValue } from 'node:sqlite';
import type { JobMatch, JobSelection } from '../../shared/jobs.ts';
import { searchExpression } from './listing-text.ts';

/** Rows of `listing` as SQL: what stands after `FROM`, up to conditions that more can be added to with `AND`. */
export interface Matching {
  sql: string;
  values: SQLInputValue[];
  /** How the number of the job is called in it. */
  job: string;
}

export interface MatchingOptions {
  /** The index of `listing` that leads to rows that are not searched; null to go by the number of the job. */
  index: string | null;
  /** Whether some jobs are in the trash. */
  trashed: boolean;
  /** Whether other columns of `listing` than the number of the job are asked for. */
  columns: boolean;
}

/** The rows that a list shows. Which index leads to them is said rather than left to a guess. */
export function matching({ search, states }: JobMatch, { index, trashed, columns }: MatchingOptions): Matching {
  const expression = searchExpression(search);
  // The index of words gives its rows by number, in either direction, and alone where nothing else is asked for.
  const job = expression === null ? 'listing.job' : 'job_search.rowid';
  const conditions = ['1'];
  const values: SQLInputValue[] = [];
  if (expression !== null) {
    conditions.push('job_search MATCH ?');
    values.push(expression);
  }
  if (states.length > 0) {
    conditions.push(`listing.state IN (${states.map(() => '?').join(', ')})`);
    values.push(...states);
  }
  if (trashed) conditions.push(`${job} NOT IN (SELECT job FROM trash)`);
  const joined = columns || states.length > 0 ? ' CROSS JOIN listing ON listing.job = job_search.rowid' : '';
  const listing = index === null ? 'listing NOT INDEXED' : `listing INDEXED BY ${index}`;
  const from = expression === null ? listing : `job_search${joined}`;
  return { sql: `${from} WHERE ${conditions.join(' AND ')}`, values, job };
}

/** The rows of a selection, with all columns of `listing`. What is in the trash is none of them. */
export function selected(selection: JobSelection): Matching {
  const named = 'SELECT rowid FROM jobs WHERE id IN (SELECT value FROM json_each(?))';
  if (selection.kind === 'some') {
    return {
      sql: `listing WHERE listing.job IN (${named}) AND listing.job NOT IN (SELECT job FROM trash)`,
      values: [JSON.stringify(selection.ids)],
      job: 'listing.job',
    };
  }
  const index = selection.states.length > 0 ? 'listing_by_state' : null;
  const { sql, values, job } = matching(selection, { index, trashed: true, columns: true });
  return { sql: `${sql} AND ${job} NOT IN (${named})`, values: [...values, JSON.stringify(selection.except)], job };
}
