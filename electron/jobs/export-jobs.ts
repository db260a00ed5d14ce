import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { failureSchema } from '../../shared/errors.ts';
import {
  type JobExport,
  type JobSelection,
  jobSourceSchema,
  jobSpecSchema,
  jobStateSchema,
} from '../../shared/jobs.ts';
import { plainLine } from '../../shared/text.ts';
import { columnOf } from './database.ts';
import { selected } from './matching.ts';

/** What an export says of a job. Times are ISO 8601, the duration is in seconds. */
interface ExportedJob {
  id: string;
  name: string;
  state: string;
  source: string;
  created: string;
  started: string | null;
  ended: string | null;
  durationSeconds: number | null;
  /** How many the job asked for. */
  gpus: number;
  gpuUuids: string[];
  exitCode: number | null;
  failureCode: string | null;
  failure: string | null;
}

/** Reads the jobs of a selection page by page, newest first. */
export type JobReader = (selection: JobSelection) => Iterable<ExportedJob[]>;

const pageSize = 250;

export function createJobReader(database: DatabaseSync): JobReader {
  const one = database.prepare(
    `SELECT id, state, created_at, started_at, ended_at, exit_code, spec, source, gpu_uuids, failure FROM jobs
     WHERE rowid = ? AND rowid NOT IN (SELECT job FROM trash)`,
  );
  return function* read(selection) {
    const { sql, values, job } = selected(selection);
    const numbers = columnOf(database, `SELECT ${job} FROM ${sql} ORDER BY ${job} DESC`, values);
    for (let start = 0; start < numbers.length; start += pageSize) {
      const rows = numbers.slice(start, start + pageSize).map((number) => one.get(Number(number)));
      yield rows.flatMap((row) => (row && exported(row)) ?? []);
    }
  };
}

const recordSchema = z.object({
  id: z.string(),
  state: jobStateSchema,
  created_at: z.number(),
  started_at: z.number().nullable(),
  ended_at: z.number().nullable(),
  exit_code: z.number().nullable(),
  spec: jobSpecSchema,
  source: jobSourceSchema,
  gpu_uuids: z.array(z.string()),
  failure: failureSchema.nullable(),
});

const json = (value: SQLOutputValue | undefined): unknown => (typeof value === 'string' ? JSON.parse(value) : null);
const time = (at: number) => new Date(at).toISOString();

/** Null for a row that is damaged: it must not hide the others. */
function exported(row: Record<string, SQLOutputValue>): ExportedJob | null {
  try {
    const { spec, source, failure, ...record } = recordSchema.parse({
      ...row,
      spec: json(row.spec),
      source: json(row.source),
      gpu_uuids: json(row.gpu_uuids),
      failure: json(row.failure),
    });
    const { started_at: started, ended_at: ended } = record;
    return {
      id: record.id,
      name: spec.name,
      state: record.state,
      source: source.kind === 'path' ? source.path : source.kind === 'example' ? `example ${source.example}` : 'form',
      created: time(record.created_at),
      started: started === null ? null : time(started),
      ended: ended === null ? null : time(ended),
      durationSeconds: started === null || ended === null ? null : (ended - started) / 1000,
      gpus: spec.gpus.count,
      gpuUuids: record.gpu_uuids,
      exitCode: record.exit_code,
      failureCode: failure?.code ?? null,
      failure: failure?.message ?? null,
    };
  } catch {
    return null;
  }
}

/** The text of an export, in pieces. */
export function* exportText(pages: Iterable<ExportedJob[]>, format: JobExport['format']): Iterable<string> {
  if (format === 'csv') {
    // Spreadsheets take a file without this mark for one of their own encoding.
    yield `\ufeff${csvColumns.map(([title]) => title).join(',')}\r\n`;
    for (const jobs of pages) yield jobs.map(csvLine).join('');
    return;
  }
  yield '[';
  let first = true;
  for (const jobs of pages) {
    yield jobs.map((job, index) => `${first && index === 0 ? '' : ','}\n${JSON.stringify(job)}`).join('');
    first &&= jobs.length === 0;
  }
  yield '\n]\n';
}

const csvColumns: readonly (readonly [title: string, value: (job: ExportedJob) => string | number | null])[] = [
  ['id', ({ id }) => id],
  ['name', ({ name }) => name],
  ['state', ({ state }) => state],
  ['source', ({ source }) => source],
  ['created', ({ created }) => created],
  ['started', ({ started }) => started],
  ['ended', ({ ended }) => ended],
  ['duration_seconds', ({ durationSeconds }) => durationSeconds],
  ['gpus', ({ gpus }) => gpus],
  ['gpu_uuids', ({ gpuUuids }) => gpuUuids.join(' ')],
  ['exit_code', ({ exitCode }) => exitCode],
  ['failure_code', ({ failureCode }) => failureCode],
  ['failure', ({ failure }) => failure],
];

const csvLine = (job: ExportedJob): string => `${csvColumns.map(([, value]) => csvCell(value(job))).join(',')}\r\n`;

/** What a spreadsheet would take for a formula, in narrow and in wide characters. */
const formula = /^[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/** A cell on one line that no spreadsheet calculates: what a stranger named a job must not run on the seller's machine. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const clean = plainLine(value.replace(/\s+/g, ' ').trim());
  const inert = formula.test(clean) ? `'${clean}` : clean;
  return /[",']/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
