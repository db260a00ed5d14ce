import type { SQLOutputValue } from 'node:sqlite';
import { failureSchema } from '../../shared/errors.ts';
import { jobSourceSchema, jobSpecSchema } from '../../shared/jobs.ts';

type Columns = Record<string, SQLOutputValue>;

/** What a column with JSON in it holds; null for one that is empty. */
export function json(value: SQLOutputValue | undefined): unknown {
  return typeof value === 'string' ? JSON.parse(value) : null;
}

/**
 * The part of a job's record that lists show, too.
 * @throws what zod or JSON throws where a column is not what it should be
 */
export const listedPart = (row: Columns) => ({
  id: row.id,
  state: row.state,
  waitingFor: row.waiting_for,
  createdAt: row.created_at,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  spec: jobSpecSchema.parse(json(row.spec)),
  source: jobSourceSchema.parse(json(row.source)),
  failure: failureSchema.nullable().parse(json(row.failure)),
  progress: null,
  fetching: null,
});
