import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine } from '../../shared/logs.ts';
import { createJobLog } from './job-log.ts';
import { readLogSnapshot } from './log-file.ts';
import { parseRecord, recordPrefix } from './log-format.ts';
import { createLogReader } from './log-reader.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-reader-'));
  file = join(folder, 'log');
});

afterEach(() => rmSync(folder, { recursive: true }));

const prefix = recordPrefix(1_763_000_000_000, 'executing', 'stdout');

/** Every line, by reading the whole file. */
function naive(): LogLine[] {
  const lines: LogLine[] = [];
  for (const [seq, record] of readFileSync(file, 'latin1').split('\n').slice(0, -1).entries()) {
    const line = parseRecord(Buffer.from(record, 'latin1'), seq);
    if (line) lines.push(line);
  }
  return lines;
}

/** The same numbers at each run. */
function createRandom() {
  let state = 1;
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

async function written(capBytes: number, lines: number) {
  const log = createJobLog({ jobId: 'the-job', file, capBytes, onBatch: () => {} });
  for (let n = 0; n < lines; n += 1) await log.write('executing', 'stdout', Buffer.from(`line ${n}\n`));
  await log.close();
}

describe('a page', () => {
  it('is what a plain reader finds there, in whatever order pages are asked for', async () => {
    const random = createRandom();
    const alphabet = ['a', 'é', '日', '🦊', '\r', '\u001b[1m', ''];
    const records = Array.from({ length: 40_000 }, () => {
      const length = random(400) === 0 ? 8_000 : random(12);
      return prefix + Array.from({ length }, () => alphabet[random(alphabet.length)]).join('');
    });
    writeFileSync(file, `${records.join('\n')}\n`);
    const expected = naive();
    const reader = createLogReader();
    for (let round = 0; round < 60; round += 1) {
      const from = random(41_000);
      const count = 1 + random(1_000);
      expect(await reader.read(file, from, count)).toEqual(expected.slice(from, from + count));
    }
    const pages = [0, 511, 512, 39_500, 40_000, 20_000];
    const another = createLogReader();
    const together = await Promise.all(pages.map((from) => another.read(file, from, 600)));
    expect(together).toEqual(pages.map((from) => expected.slice(from, from + 600)));
  });

  it('of 10 million lines comes without the others', async () => {
    const chunk = Array.from({ length: 10_000 }, (_, n) => `${prefix}${n}\n`).join('');
    const target = openSync(file, 'w');
    for (let n = 0; n < 1_000; n += 1) writeSync(target, chunk);
    closeSync(target);
    const reader = createLogReader();
    const before = process.memoryUsage().rss;
    for (const from of [9_999_500, 0, 5_000_000, 1_234_567, 9_999_999]) {
      const lines = await reader.read(file, from, 1_000);
      const seqs = Array.from({ length: Math.min(1_000, 10_000_000 - from) }, (_, n) => from + n);
      expect(lines.map((line) => line.seq)).toEqual(seqs);
      expect(lines.map((line) => line.text)).toEqual(seqs.map((seq) => String(seq % 10_000)));
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });

  it('of a log of an older version has lines that continue nothing', async () => {
    const old = ['po note', 'so out', 'ee err'].map((rest, n) => `176300000000${n} ${rest}`);
    writeFileSync(file, `${old.join('\n')}\n1763000000009 et {"lines":3,"keptLines":3,"droppedBytes":0}\n`);
    const common = { continues: false };
    expect(await createLogReader().read(file, 0, 1_000)).toEqual([
      { ...common, seq: 0, time: 1_763_000_000_000, phase: 'preparing', stream: 'stdout', text: 'note' },
      { ...common, seq: 1, time: 1_763_000_000_001, phase: 'setup', stream: 'stdout', text: 'out' },
      { ...common, seq: 2, time: 1_763_000_000_002, phase: 'executing', stream: 'stderr', text: 'err' },
    ]);
  });

  it('has no line that was dropped at the cap, but the words about it as the very last', async () => {
    await written(100_000, 20_000);
    const { lines, total } = await readLogSnapshot(file);
    const [lastKept, words] = lines.slice(-2);
    if (!lastKept || !words) throw new Error('the log is empty');
    expect(words).toMatchObject({ stream: 'app', seq: total - 1 });
    const reader = createLogReader();
    expect(await reader.read(file, lastKept.seq - 1, 1_000)).toEqual(lines.slice(-3, -1));
    expect(await reader.read(file, lastKept.seq + 1, 1_000)).toEqual([]);
    expect(await reader.read(file, total - 1_000, 1_000)).toEqual([words]);
    expect(await reader.read(file, total - 1_000, 999)).toEqual([]);
    expect(await reader.read(file, total, 1_000)).toEqual([]);
  });

  it('of a log that was killed goes as far as it does', async () => {
    writeFileSync(file, `${prefix}one\n${prefix}two\n${prefix}thr`);
    const lines = await createLogReader().read(file, 0, 1_000);
    expect(lines.map((line) => line.text)).toEqual(['one', 'two']);
  });

  it('leaves out what is damaged, however long, and keeps the numbers of the others', async () => {
    const zeros = Buffer.alloc(1_000_000);
    writeFileSync(file, Buffer.concat([Buffer.from(`${prefix}a\n\nx\n`), zeros, Buffer.from(`\n${prefix}b\n`), zeros]));
    const lines = await createLogReader().read(file, 0, 1_000);
    expect(lines.map((line) => [line.seq, line.text])).toEqual([
      [0, 'a'],
      [4, 'b'],
    ]);
  });

  it('of a file that is gone or has changed is not what was there before', async () => {
    const reader = createLogReader();
    expect(await reader.read(file, 0, 1_000)).toEqual([]);
    await written(1e9, 3_000);
    expect((await reader.read(file, 2_500, 1)).map((line) => line.text)).toEqual(['line 2500']);
    writeFileSync(file, `${prefix}x\n`.repeat(9_000));
    expect((await reader.read(file, 8_999, 1_000)).map((line) => line.text)).toEqual(['x']);
    rmSync(file);
    expect(await reader.read(file, 0, 1_000)).toEqual([]);
  });
});
