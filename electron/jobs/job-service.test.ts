import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { JobSpec } from '../../shared/jobs.ts';
import { aLedgerEntry } from '../../shared/testing/a-ledger-entry.ts';
import { createDeletions } from './deletions.ts';
import { type History, openHistory } from './history.ts';
import { jobFolder } from './job-folder.ts';
import { createJobService, type JobService } from './job-service.ts';

let folder: string;
let history: History;
let jobs: JobService;
let restaged: [from: string, to: string][];

const spec: JobSpec = {
  name: 'Träning',
  script: 'script.py',
  requirements: ['numpy'],
  models: [],
  gpus: { count: 0, minMemoryMiB: 0 },
  timeoutSeconds: null,
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'job-service-'));
  history = openHistory(join(folder, 'jobs.db'));
  restaged = [];
  jobs = createJobService({
    store: history.jobs,
    deletions: createDeletions({ trash: history.trash, dataFolder: folder, forget: () => undefined }),
    reader: history.reader,
    summary: history.summary,
    ledger: history.ledger,
    locks: history.locks,
    // A queue that starts nothing, and a runner that runs nothing.
    queue: {
      add: () => {},
      remove: () => true,
      advance: () => {},
      state: () => ({ accepting: true, running: 0, queued: 0, concurrency: 1 }),
    },
    runner: {
      start: async () => {},
      stop: async () => {},
      running: () => [],
      live: () => ({ progress: null, fetching: null }),
      snapshot: () => null,
      readLog: () => null,
      flush: async () => {},
    },
    dataFolder: folder,
    announce: () => {},
    stage: async () => ({ spec, source: { kind: 'form' } }),
    restage: async (from, to) => void restaged.push([from, to]),
  });
});

afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true });
});

const draft = { kind: 'example', example: 'x' } as const;

describe('runAgain', () => {
  it('lets the new job reach what the old one might and what is added, each once', async () => {
    const first = await jobs.submit(draft);
    expect(first.allowedHosts).toEqual([]);
    const second = await jobs.runAgain(first.id, ['github.com', 'a.example']);
    const third = await jobs.runAgain(second.id, ['b.example:8443', 'github.com']);
    expect(second.allowedHosts).toEqual(['github.com', 'a.example']);
    expect(third.allowedHosts).toEqual(['github.com', 'a.example', 'b.example:8443']);
    expect(history.jobs.get(third.id).allowedHosts).toEqual(third.allowedHosts);
    expect(history.jobs.get(first.id).allowedHosts).toEqual([]);
  });

  it('changes nothing else of what is run', async () => {
    const first = await jobs.submit(draft);
    const second = await jobs.runAgain(first.id, ['github.com']);
    expect(second).toMatchObject({ spec, source: first.source, state: 'queued' });
    expect(second.id).not.toBe(first.id);
    expect(restaged).toEqual([[jobFolder(folder, first.id).content, jobFolder(folder, second.id).content]]);
  });
});

describe('the ledger', () => {
  it('is exported with the job it belongs to and with times that people read', async () => {
    const { id } = await jobs.submit(draft);
    const entry = aLedgerEntry(1, {
      at: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
      host: '\u202egro.buhtig',
      durationMs: 1,
      verdict: { outcome: 'refused', reason: 'not_listed', detail: 'no' },
    });
    history.ledger.record(id, [entry], 4);
    expect(jobs.ledger(id)).toEqual({ jobId: id, entries: [entry], omitted: 4 });
    expect(JSON.parse(jobs.exportLedger(id))).toEqual({
      job: { id, name: 'Träning' },
      exportedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      omitted: 4,
      entries: [{ ...entry, at: '2026-01-02T03:04:05.006Z' }],
    });
  });

  it('of an unknown job is an error, not an empty one', () => {
    expect(() => jobs.ledger('00000000000000000000')).toThrow(AppError);
    expect(() => jobs.exportLedger('00000000000000000000')).toThrow(AppError);
  });
});

describe('the log of a job of an earlier run', () => {
  it('is read by the page and searched', async () => {
    const { id } = await jobs.submit(draft);
    expect(await jobs.readLog({ jobId: id, from: 0, count: 10 })).toEqual({ lines: [] });
    const record = (n: number) => `1763000000000 e${n % 2 ? 'e' : 'o'} Line ${n}\n`;
    const records = Array.from({ length: 2_000 }, (_, n) => record(n)).join('');
    writeFileSync(jobFolder(folder, id).log, records);
    const { lines } = await jobs.readLog({ jobId: id, from: 1_500, count: 2 });
    expect(lines.map(({ seq, text }) => [seq, text])).toEqual([
      [1_500, 'Line 1500'],
      [1_501, 'Line 1501'],
    ]);
    expect(await jobs.searchLog({ jobId: id, text: 'line 150', streams: ['stderr'] })).toEqual({
      seqs: [1_501, 1_503, 1_505, 1_507, 1_509],
      total: 5,
    });
  });

  it('of an unknown job is an error, not an empty one', async () => {
    const jobId = '../../00000000000000000000';
    await expect(jobs.readLog({ jobId, from: 0, count: 10 })).rejects.toThrow(AppError);
    await expect(jobs.searchLog({ jobId, text: 'x', streams: [] })).rejects.toThrow(AppError);
  });
});
