import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import {
  type LogBatch,
  type LogLine,
  logBatchSchema,
  logSnapshotSchema,
  logWindowLines,
  maxLineBytes,
} from '../../shared/logs.ts';
import { tinyDisk } from '../testing/tiny-disk.ts';
import { createJobLog, type JobLog } from './job-log.ts';
import { exportLogText, readLogSnapshot } from './log-file.ts';
import { prefixBytes, unfinishedCharacter } from './log-format.ts';
import { createLogReader } from './log-reader.ts';

let folder: string;
let file: string;
let batches: LogBatch[];
let log: JobLog;

const plenty = 1024 * 1024 * 1024;

function begin(capBytes = plenty, where = file): JobLog {
  batches = [];
  log = createJobLog({ jobId: 'the-job', file: where, capBytes, onBatch: (batch) => batches.push(batch) });
  return log;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'job-log-'));
  file = join(folder, 'job.log');
  begin();
});

afterEach(async () => {
  vi.useRealTimers();
  await log.close();
  rmSync(folder, { recursive: true });
});

const out = (text: string | Buffer) => log.write('executing', 'stdout', Buffer.from(text));
const err = (text: string | Buffer) => log.write('executing', 'stderr', Buffer.from(text));
const shown = () => log.snapshot().lines.map((line) => line.text);
const onDisk = async () => (await readLogSnapshot(file)).lines.map((line) => line.text);

describe('lines', () => {
  it('keep stream, phase, order and numbers, in memory and on disk', async () => {
    log.note('preparing', 'Starting');
    log.write('setup', 'stderr', Buffer.from('warning\n'));
    out('one\n\ntwo\n');
    const live = log.snapshot();
    expect(live.lines.map(({ time: _, continues: __, ...line }) => line)).toEqual([
      { seq: 0, phase: 'preparing', stream: 'app', text: 'Starting' },
      { seq: 1, phase: 'setup', stream: 'stderr', text: 'warning' },
      { seq: 2, phase: 'executing', stream: 'stdout', text: 'one' },
      { seq: 3, phase: 'executing', stream: 'stdout', text: '' },
      { seq: 4, phase: 'executing', stream: 'stdout', text: 'two' },
    ]);
    await log.close();
    const read = await readLogSnapshot(file);
    expect(read.lines).toEqual(live.lines);
    expect(read).toMatchObject({ total: 5, droppedBytes: 0 });
    expect(logSnapshotSchema.parse(read)).toEqual(read);
  });

  it('are put together from chunks cut anywhere, each stream by itself', async () => {
    const text = 'grüße 🦊 and\ta tab\nsecond 日本\n';
    for (const byte of Buffer.from(text)) {
      out(Buffer.of(byte));
      err(Buffer.of(byte));
    }
    const lines = log.snapshot().lines;
    const of = (stream: string) => lines.filter((line) => line.stream === stream).map((line) => line.text);
    expect(of('stdout')).toEqual(['grüße 🦊 and\ta tab', 'second 日本']);
    expect(of('stderr')).toEqual(['grüße 🦊 and\ta tab', 'second 日本']);
  });

  it('show what is not UTF-8 as replacement characters', () => {
    out(Buffer.from([0x61, 0xff, 0xc3, 0x0a, 0xe2, 0x82, 0x0a]));
    expect(shown()).toEqual(['a\ufffd\ufffd', '\ufffd']);
  });

  it('that are too long are cut at characters and add no empty line', async () => {
    const long = `x${'日'.repeat(20_000)}`;
    out(`${long}\n${'y'.repeat(maxLineBytes)}\nnext\n`);
    const { lines: pieces } = log.snapshot();
    const lines = pieces.map((line) => line.text);
    expect(lines.slice(0, -2).join('')).toBe(long);
    expect(pieces.map((line) => line.continues)).toEqual([false, true, true, true, false, false]);
    for (const line of lines) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(maxLineBytes);
      expect(line).not.toContain('\ufffd');
    }
    expect(lines.slice(-2)).toEqual(['y'.repeat(maxLineBytes), 'next']);
    await log.close();
    expect((await readLogSnapshot(file)).lines).toEqual(pieces);
  });

  it('end at a change of phase and at the end of the log', async () => {
    log.write('setup', 'stdout', Buffer.from('no newline'));
    out('half a fox: ');
    out(Buffer.from('🦊').subarray(0, 2));
    await log.close();
    const lines = (await readLogSnapshot(file)).lines;
    expect(lines.map((line) => [line.phase, line.text, line.continues])).toEqual([
      ['setup', 'no newline', false],
      ['executing', 'half a fox: ', false],
      ['executing', '\ufffd', true],
    ]);
  });

  it('written after the end are ignored', async () => {
    out('a\n');
    await log.close();
    out('b\n');
    log.note('executing', 'c');
    expect(log.snapshot().total).toBe(1);
    expect(await onDisk()).toEqual(['a']);
  });
});

describe('a piece without a newline', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));

  it('is shown after silence, and its late newline adds no empty line', () => {
    out('Continue? ');
    vi.advanceTimersByTime(200);
    expect(shown()).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(shown()).toEqual(['Continue? ']);
    out('\nyes\n');
    expect(shown()).toEqual(['Continue? ', 'yes']);
  });

  it('waits for the rest of a character', () => {
    const fox = Buffer.from('🦊');
    out(Buffer.concat([Buffer.from('a'), fox.subarray(0, 3)]));
    vi.advanceTimersByTime(5_000);
    expect(shown()).toEqual(['a']);
    out(fox.subarray(3));
    vi.advanceTimersByTime(5_000);
    expect(shown()).toEqual(['a', '🦊']);
  });

  it('that is rewritten all the time is shown about once a second', () => {
    for (let percent = 0; percent < 50; percent += 1) {
      err(`\r${percent} %`);
      vi.advanceTimersByTime(100);
    }
    const lines = shown();
    expect(lines.length).toBeGreaterThanOrEqual(3);
    expect(lines.length).toBeLessThanOrEqual(6);
    expect(`${lines.join('')}`).toMatch(/^\r0 %\r1 %\r2 %/);
  });

  it('is continued by what follows on its stream and in its phase, up to the newline', async () => {
    out('Loading ');
    vi.advanceTimersByTime(500);
    err('a warning\n');
    log.note('executing', 'a note');
    out('the model');
    vi.advanceTimersByTime(500);
    out(' done\nnext\n');
    err('half');
    vi.advanceTimersByTime(500);
    err('\nwhole\n');
    log.write('setup', 'stdout', Buffer.from('cut'));
    vi.advanceTimersByTime(500);
    out('another phase\n');
    const expected = [
      ['stdout', 'Loading ', false],
      ['stderr', 'a warning', false],
      ['app', 'a note', false],
      ['stdout', 'the model', true],
      ['stdout', ' done', true],
      ['stdout', 'next', false],
      ['stderr', 'half', false],
      ['stderr', 'whole', false],
      ['stdout', 'cut', false],
      ['stdout', 'another phase', false],
    ];
    const { lines } = log.snapshot();
    expect(lines.map((line) => [line.stream, line.text, line.continues])).toEqual(expected);
    vi.useRealTimers();
    await log.close();
    expect((await readLogSnapshot(file)).lines).toEqual(lines);
  });
});

describe('batches', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));

  it('come at most 20 times a second with at most 500 of the newest lines', () => {
    for (let n = 0; n < 100; n += 1) {
      for (let line = 0; line < 70; line += 1) out(`${n} ${line}\n`);
      vi.advanceTimersByTime(10);
    }
    expect(batches.length).toBeGreaterThan(10);
    expect(batches.length).toBeLessThanOrEqual(20);
    vi.advanceTimersByTime(100);
    let last = -1;
    for (const batch of batches) {
      expect(logBatchSchema.parse(batch).jobId).toBe('the-job');
      const seqs = batch.lines.map((line) => line.seq);
      expect(seqs.length).toBeLessThanOrEqual(500);
      expect(seqs[0]).toBeGreaterThan(last);
      expect(seqs.at(-1)).toBe(batch.total - 1);
      last = batch.total - 1;
    }
    expect(batches.at(-1)?.lines.at(-1)?.text).toBe('99 69');
  });

  it('leave a gap in the numbers where lines came too fast', () => {
    out(Array.from({ length: 1_200 }, (_, n) => `${n}\n`).join(''));
    vi.advanceTimersByTime(50);
    expect(batches).toHaveLength(1);
    expect(batches[0]?.lines).toHaveLength(500);
    expect(batches[0]?.lines[0]).toMatchObject({ seq: 700, text: '700' });
    expect(batches[0]?.total).toBe(1_200);
  });

  it('after a snapshot hold only what the snapshot does not', () => {
    out('a\n');
    expect(log.snapshot().lines.at(-1)?.seq).toBe(0);
    const before = batches.length;
    vi.advanceTimersByTime(50);
    expect(batches).toHaveLength(before);
    out('b\n');
    vi.advanceTimersByTime(50);
    expect(batches.at(-1)?.lines.map((line) => line.seq)).toEqual([1]);
  });

  it('are small even if every line is long', () => {
    out(`${'z'.repeat(maxLineBytes - 1)}\n`.repeat(600));
    vi.advanceTimersByTime(50);
    const bytes = batches[0]?.lines.reduce((sum, line) => sum + line.text.length, 0) ?? 0;
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(1024 * 1024);
    expect(batches[0]?.lines.at(-1)?.seq).toBe(599);
  });
});

describe('the file', () => {
  it('is whole up to the cap; then one line says how much is missing', async () => {
    begin(100_000);
    const lines = Array.from({ length: 20_000 }, (_, n) => `line ${n}`);
    for (const line of lines) out(`${line}\n`);
    await log.close();
    const bytes = readFileSync(file);
    expect(bytes.length).toBeLessThan(100_000 + 1_000);
    const texts = bytes
      .toString()
      .trimEnd()
      .split('\n')
      .map((record) => record.slice(prefixBytes));
    const [words, trailer] = texts.splice(-2);
    expect(texts).toEqual(lines.slice(0, texts.length));
    // No whole further line would have fitted.
    expect(texts.length).toBeGreaterThan(100_000 / (prefixBytes + 12));
    const missing = lines.slice(texts.length).reduce((sum, line) => sum + line.length + 1, 0);
    expect(words).toContain(`(${missing} bytes)`);
    expect(trailer).toContain(`"droppedBytes":${missing}`);
    const read = await readLogSnapshot(file);
    expect(read.droppedBytes).toBe(missing);
    expect(read.lines.at(-1)).toMatchObject({ stream: 'app', seq: read.total - 1 });
    expect(read.lines.at(-2)).toMatchObject({ seq: texts.length - 1, text: texts.at(-1) });
  });

  it('does not stop the lines that are shown when it reaches the cap', () => {
    begin(1_000);
    for (let n = 0; n < 500; n += 1) out(`line ${n}\n`);
    const { lines, bytes, droppedBytes } = log.snapshot();
    expect(lines.at(-1)?.text).toBe('line 499');
    expect(lines.some((line) => line.stream === 'app' && line.text.includes('limit'))).toBe(true);
    expect(bytes).toBeLessThanOrEqual(1_000);
    expect(droppedBytes).toBeGreaterThan(0);
  });

  it('gives back the end of a long log with its numbers', async () => {
    for (let n = 0; n < 60_000; n += 1) {
      const wait = out(`${n} ${'.'.repeat(n % 90)}\n`);
      if (wait) await wait;
    }
    await log.close();
    const read = await readLogSnapshot(file);
    expect(read.lines).toHaveLength(logWindowLines);
    expect(read.total).toBe(60_000);
    expect(read.lines.map((line) => Number.parseInt(line.text, 10))).toEqual(read.lines.map((line) => line.seq));
    expect(read.lines.at(-1)?.seq).toBe(59_999);
    expect((await readLogSnapshot(file, 3)).lines.map((line) => line.seq)).toEqual([59_997, 59_998, 59_999]);
  });

  it('holds every byte in order when the disk is slower than the output', async () => {
    let expected = 0;
    for (let n = 0; n < 200; n += 1) {
      const block = Array.from({ length: 2_000 }, (_, line) => `${expected + line} ${'~'.repeat(60)}\n`).join('');
      expected += 2_000;
      const wait = out(block);
      if (wait) await wait;
    }
    await log.close();
    const records = readFileSync(file).toString().trimEnd().split('\n');
    records.pop();
    expect(records).toHaveLength(expected);
    const firstWrong = records.findIndex((record, n) => !record.slice(prefixBytes).startsWith(`${n} ~`));
    expect(firstWrong).toBe(-1);
  });

  it('asks the writer to wait when much is not on disk yet', () => {
    expect(out('a\n')).toBeUndefined();
    expect(out(`${'x'.repeat(1_000)}\n`.repeat(6_000))).toBeInstanceOf(Promise);
  });

  it('of an app that was killed is read as far as it goes', async () => {
    out('one\ntwo\nthree\n');
    await log.flush();
    const whole = readFileSync(file);
    const killed = join(folder, 'killed.log');
    writeFileSync(killed, whole.subarray(0, whole.length - 3));
    const read = await readLogSnapshot(killed);
    expect(read.lines.map((line) => [line.seq, line.text])).toEqual([
      [0, 'one'],
      [1, 'two'],
    ]);
    expect(read.total).toBe(2);
  });

  it('that is damaged or missing breaks nothing', async () => {
    const damaged = join(folder, 'damaged.log');
    writeFileSync(damaged, Buffer.concat([Buffer.from('\n\nnonsense\n'), Buffer.alloc(5_000, 0xff), Buffer.of(10)]));
    expect((await readLogSnapshot(damaged)).lines).toEqual([]);
    writeFileSync(damaged, '');
    expect((await readLogSnapshot(damaged)).total).toBe(0);
    expect(await readLogSnapshot(join(folder, 'none.log'))).toEqual({ lines: [], total: 0, bytes: 0, droppedBytes: 0 });
  });

  it('cannot be made to lie by what the job prints', async () => {
    out('1763000000000 et {"lines":9,"keptLines":9,"droppedBytes":9}\n');
    out('1763000000000 ea not from the app\n');
    await log.flush();
    const read = await readLogSnapshot(file);
    expect(read.total).toBe(2);
    expect(read.lines.map((line) => line.stream)).toEqual(['stdout', 'stdout']);
  });
});

describe('pages', () => {
  const texts = (lines: LogLine[]) => lines.map((line) => line.text);
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `line ${from + n}`);
  /** So many lines at once that most of them are in memory no more, and not yet on disk. */
  const flood = (from: number, to: number) => out(`${numbers(from, to).join('\n')}\n`);

  it('of a running log come from disk and from memory, whichever has them', async () => {
    flood(0, 100_000);
    expect(existsSync(file)).toBe(false);
    for (const from of [0, 1, 511, 512, 513, 50_000, 93_000, 94_990, 99_000, 99_999]) {
      const to = Math.min(from + 1_000, 100_000);
      const lines = await log.read(from, 1_000);
      expect(texts(lines)).toEqual(numbers(from, to));
      expect([lines[0]?.seq, lines.at(-1)?.seq]).toEqual([from, to - 1]);
    }
    expect(await log.read(100_000, 1_000)).toEqual([]);
    expect(texts(await log.read(70_000, 1))).toEqual(['line 70000']);
  });

  it('have no gap where disk and memory meet', async () => {
    flood(0, 20_000);
    await log.flush();
    for (let from = 20_000; from < 41_000; from += 700) {
      flood(from, from + 700);
      // Around the oldest line in memory, wherever that is.
      for (let first = from - 16_000; first < from; first += 900) {
        expect(texts(await log.read(first, 1_000))).toEqual(numbers(first, Math.min(first + 1_000, from + 700)));
      }
    }
  });

  it('are right while output goes on', async () => {
    const asked: Promise<[number, LogLine[]]>[] = [];
    for (let from = 0; from < 60_000; from += 3_000) {
      const wait = flood(from, from + 3_000);
      for (const page of [0, from / 2, from]) asked.push(log.read(page, 1_000).then((lines) => [page, lines]));
      if (wait) await wait;
    }
    for (const [page, lines] of await Promise.all(asked)) expect(texts(lines)).toEqual(numbers(page, page + 1_000));
  });

  it('have no line that was dropped at the cap, but those that are still in memory', async () => {
    begin(100_000);
    flood(0, 60_000);
    const { lines, total } = log.snapshot();
    expect(total).toBe(60_001);
    const first = lines[0]?.seq ?? 0;
    // The memory holds more lines than a snapshot gives.
    const recent = await log.read(first, 1_000);
    expect(recent).toEqual(lines.slice(0, 1_000));
    const early = await log.read(0, 1_000);
    expect(texts(early)).toEqual(numbers(0, 1_000));
    const border = await log.read(3_000, 1_000);
    expect(border.length).toBeGreaterThan(0);
    expect(texts(border)).toEqual(numbers(3_000, 3_000 + border.length));
    expect(await log.read(10_000, 1_000)).toEqual([]);
    // The words about it come behind the lines that are kept, and have another number.
    await log.close();
    expect(await log.read(3_000, 1_000)).toEqual(border);
  });

  it('of a log that has just ended are those of its file', async () => {
    begin(1_000_000);
    flood(0, 60_000);
    await log.close();
    const { total, lines } = log.snapshot();
    const reader = createLogReader();
    for (const from of [0, 600, 20_000]) {
      const page = await log.read(from, 1_000);
      expect(page).toHaveLength(1_000);
      expect(await reader.read(file, from, 1_000)).toEqual(page);
    }
    const last = (await reader.read(file, total - 1, 1)).map(({ text, seq }) => [text, seq]);
    expect(last).toEqual([[lines.at(-1)?.text, total - 1]]);
  });

  it('of a disk that failed have what is in memory', async () => {
    symlinkSync('/dev/full', join(folder, 'full.log'));
    begin(plenty, join(folder, 'full.log'));
    flood(0, 600);
    await log.flush();
    expect(texts(await log.read(0, 1_000)).slice(0, 600)).toEqual(numbers(0, 600));
    flood(600, 100_000);
    expect(await log.read(0, 1_000)).toEqual([]);
  });
});

describe('a disk that is full', () => {
  it('is said once, and the lines go on being shown', async () => {
    symlinkSync('/dev/full', join(folder, 'full.log'));
    begin(plenty, join(folder, 'full.log'));
    out('before\n');
    await log.flush();
    out('after\n');
    const { lines, bytes, droppedBytes } = log.snapshot();
    expect(lines.map((line) => [line.stream, line.text])).toEqual([
      ['stdout', 'before'],
      ['app', expect.stringContaining('disk is full')],
      ['stdout', 'after'],
    ]);
    expect([bytes, droppedBytes]).toEqual([0, 'before\nafter\n'.length]);
    await expect(log.close()).resolves.toBeUndefined();
  });

  it('leaves whole lines in the file, and counts the rest', async (context) => {
    const disk = tinyDisk(512);
    if (!disk) return context.skip('a small disk cannot be mounted here');
    try {
      const full = join(disk.path, 'job.log');
      begin(plenty, full);
      const lines = Array.from({ length: 1_000 }, (_, n) => `line ${n} ${'.'.repeat(2_000)}`);
      for (const line of lines) await out(`${line}\n`);
      await log.close();
      expect(shown()).toContainEqual(expect.stringContaining('disk is full'));
      const kept = readFileSync(full)
        .toString()
        .split('\n')
        .map((record) => record.slice(prefixBytes));
      const count = kept.filter((text) => text.startsWith('line ')).length;
      expect(count).toBeGreaterThan(100);
      expect(kept.slice(0, count)).toEqual(lines.slice(0, count));
      const missing = lines.slice(count).reduce((sum, line) => sum + line.length + 1, 0);
      expect(log.snapshot().droppedBytes).toBe(missing);
      // Nothing of a record that was cut off is left behind them.
      expect(kept.slice(count)).toEqual([expect.stringContaining('not kept'), expect.stringMatching(/^\{.*\}$/), '']);
    } finally {
      disk.remove();
    }
  });

  it('is no different from a folder that is gone', async () => {
    begin(plenty, join(folder, 'gone', 'job.log'));
    out('a\n');
    await log.close();
    expect(shown().slice(0, 2)).toEqual(['a', expect.stringContaining('could not be saved (ENOENT)')]);
  });
});

describe('a flood', () => {
  it('of 200 MB leaves memory as it was', async () => {
    begin(1024 * 1024);
    const chunk = Buffer.from('some output of a job, again and again\n'.repeat(1_700));
    const settle = async () => {
      for (let sent = 0; sent < 20e6; sent += chunk.length) await out(chunk);
    };
    await settle();
    const before = process.memoryUsage();
    for (let round = 0; round < 9; round += 1) await settle();
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(20e6);
    expect(after.rss - before.rss).toBeLessThan(50e6);
    expect(log.snapshot().lines).toHaveLength(logWindowLines);
  });
});

describe('export', () => {
  const read = (target: string) => readFileSync(target, 'utf8');

  it('writes the whole log as text that is safe to show', async () => {
    log.note('setup', 'Installing');
    err('\u001b[31mred\u001b[0m\u0007 \r10 %\r20 %\n');
    for (let n = 0; n < 20_000; n += 1) out(`${n} ${'-'.repeat(40)}\n`);
    await log.close();
    const target = join(folder, 'log.txt');
    writeFileSync(target, 'an older export');
    await exportLogText(file, target);
    const lines = read(target).split('\n');
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z setup {6}app {4}Installing$/);
    expect(lines[1]).toMatch(/Z executing {2}stderr 20 %$/);
    expect(lines).toHaveLength(20_003);
    expect(lines.at(-2)).toMatch(/19999 -{40}$/);
  });

  it('writes what a progress bar showed in the end, once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    for (let percent = 0; percent <= 100; percent += 1) {
      err(`\r${percent} %|`);
      vi.advanceTimersByTime(100);
    }
    err('\n');
    out('done\n');
    vi.useRealTimers();
    await log.close();
    expect(log.snapshot().total).toBeGreaterThan(5);
    const target = join(folder, 'log.txt');
    await exportLogText(file, target);
    expect(read(target).split('\n')).toEqual([
      expect.stringMatching(/stderr 100 %\|$/),
      expect.stringMatching(/stdout done$/),
      '',
    ]);
  });

  it('keeps what stood there when the disk is full', async (context) => {
    const disk = tinyDisk(64);
    if (!disk) return context.skip('a small disk cannot be mounted here');
    try {
      for (let n = 0; n < 20_000; n += 1) out(`${n}\n`);
      await log.close();
      const target = join(disk.path, 'log.txt');
      writeFileSync(target, 'an older export');
      const error = await exportLogText(file, target).catch((thrown: unknown) => thrown);
      expect(error instanceof AppError && error.failure.code).toBe('disk_full');
      expect(read(target)).toBe('an older export');
    } finally {
      disk.remove();
    }
  });
});

describe('unfinishedCharacter', () => {
  it.each([
    ['', 0],
    ['a', 0],
    ['é', 0],
    ['日', 0],
    ['🦊', 0],
  ])('finds nothing behind a whole %j', (text, expected) => {
    const bytes = Buffer.from(text);
    expect(unfinishedCharacter(bytes, 0, bytes.length)).toBe(expected);
  });

  it.each(['é', '日', '🦊'])('counts the bytes of every cut of %j', (text) => {
    const bytes = Buffer.from(`a${text}`);
    for (let end = 2; end < bytes.length; end += 1) expect(unfinishedCharacter(bytes, 0, end)).toBe(end - 1);
  });

  it('lets nonsense pass', () => {
    expect(unfinishedCharacter(Buffer.from([0x80, 0x80, 0x80, 0x80]), 0, 4)).toBe(0);
  });
});
