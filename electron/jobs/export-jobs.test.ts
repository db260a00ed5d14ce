import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JobSelection, newestFirst } from '../../shared/jobs.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { writeManyJobs } from '../testing/many-jobs.ts';
import { csvCell, exportText } from './export-jobs.ts';
import { type History, openHistory } from './history.ts';

let folder: string;
let history: History;
const count = 300;
const everything: Extract<JobSelection, { kind: 'matching' }> = {
  kind: 'matching',
  search: '',
  states: [],
  except: [],
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-jobs-'));
  writeManyJobs(join(folder, 'jobs.db'), count, 1_763_000_000_000);
  history = openHistory(join(folder, 'jobs.db'));
});

afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true });
});

const exported = (selection: Parameters<History['reader']>[0], format: 'csv' | 'json') =>
  [...exportText(history.reader(selection), format)].join('');
const ids = () => history.jobs.ids({ search: '', states: [], sort: newestFirst, offset: 0, limit: 500 });

describe('JSON', () => {
  it('has every job that is selected, newest first, over several pages', () => {
    const jobs = JSON.parse(exported(everything, 'json'));
    expect(jobs.map(({ id }: { id: string }) => id)).toEqual(ids());
    const job = history.jobs.get(jobs[0].id);
    expect(jobs[0]).toEqual({
      id: job.id,
      name: job.spec.name,
      state: job.state,
      source: job.source.kind === 'path' ? job.source.path : 'form',
      created: new Date(job.createdAt).toISOString(),
      started: new Date(job.startedAt ?? 0).toISOString(),
      ended: new Date(job.endedAt ?? 0).toISOString(),
      durationSeconds: ((job.endedAt ?? 0) - (job.startedAt ?? 0)) / 1000,
      gpus: job.spec.gpus.count,
      gpuUuids: [],
      exitCode: job.exitCode,
      failureCode: job.failure?.code ?? null,
      failure: job.failure?.message ?? null,
    });
  });

  it('is a list also of one job, and of none', () => {
    const [id = ''] = ids();
    expect(JSON.parse(exported({ kind: 'some', ids: [id] }, 'json'))).toHaveLength(1);
    expect(JSON.parse(exported({ kind: 'some', ids: [] }, 'json'))).toEqual([]);
  });

  it('leaves out what does not match, is spared, or is deleted', () => {
    const failed = JSON.parse(exported({ ...everything, states: ['failed'] }, 'json'));
    expect(new Set(failed.map(({ state }: { state: string }) => state))).toEqual(new Set(['failed']));
    const [gone = '', spared = ''] = ids();
    history.trash.put({ kind: 'some', ids: [gone] }, 1);
    const rest = exported({ ...everything, except: [spared] }, 'json');
    expect(JSON.parse(rest)).toHaveLength(count - 2);
  });
});

describe('CSV', () => {
  it('has a heading and a line for each job', () => {
    const lines = exported({ ...everything, search: 'render' }, 'csv').split('\r\n');
    expect(lines[0]).toBe(
      '\ufeffid,name,state,source,created,started,ended,duration_seconds,gpus,gpu_uuids,exit_code,failure_code,failure',
    );
    expect(lines).toHaveLength(2 + Math.ceil((count - 1) / 7));
    expect(lines[1]).toMatch(/^[0-9a-z]{20},Render frames \d+,succeeded,.*Z,.*Z,.*Z,\d+(\.\d+)?,\d,,0,,$/);
  });

  it('keeps a hostile name in one cell that nothing calculates', () => {
    const job = aJob('', 'queued');
    history.jobs.insert({
      ...job,
      id: 'hostile0000000000000',
      spec: { ...job.spec, name: '=HYPERLINK("http://x","a"),\r\n@b\u202ec' },
    });
    const text = exported({ kind: 'some', ids: ['hostile0000000000000'] }, 'csv');
    expect(text.split('\r\n')).toHaveLength(3);
    expect(text).toContain(`hostile0000000000000,"'=HYPERLINK(""http://x"",""a""), @b\ufffdc",queued`);
  });
});

describe('a cell', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\n-2', '＝1', '＋1', '－1', '＠x', '\u200b=1'])(
    'of %j is no formula',
    (value) => expect(csvCell(value)).toMatch(/^"?('|\ufffd)/),
  );

  it('is quoted where it must be, and left alone where not', () => {
    expect(csvCell('a,b')).toBe('"a,b"');
    expect(csvCell('say "x"')).toBe('"say ""x"""');
    expect(csvCell('plain é 1=1')).toBe('plain é 1=1');
    expect(csvCell(-9)).toBe('-9');
    expect(csvCell(null)).toBe('');
  });
});
