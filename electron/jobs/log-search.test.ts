import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LogLine, maxLineBytes, searchedLines } from '../../shared/logs.ts';
import { plainLine } from '../../shared/text.ts';
import { createJobLog } from './job-log.ts';
import { readLogSnapshot } from './log-file.ts';
import { parseRecord, recordPrefix } from './log-format.ts';
import { createLogSearch } from './log-search.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-search-'));
  file = join(folder, 'log');
});

afterEach(() => rmSync(folder, { recursive: true }));

const prefix = recordPrefix(1_763_000_000_000, 'executing', 'stdout');
const write = (texts: string[]) => writeFileSync(file, texts.map((text) => `${prefix}${text}\n`).join(''));
const search = (text: string, streams: LogLine['stream'][] = []) => createLogSearch().search(file, { text, streams });
const found = async (text: string, streams: LogLine['stream'][] = []) => (await search(text, streams)).seqs;

describe('text', () => {
  it('is found in whatever case, in ASCII and beyond', async () => {
    write(['Loading weights', 'LOADING', 'Größe der DÄTEN', 'loa ding', 'ÉTÉ', '日本語']);
    expect(await found('loadING')).toEqual([0, 1]);
    expect(await found('däten')).toEqual([2]);
    expect(await found('été')).toEqual([4]);
    expect(await found('本')).toEqual([5]);
  });

  it('is never a pattern', async () => {
    write(['a.b', 'axb', '(x|y)*[z]+?', '^start$', 'back\\slash', '{2}']);
    expect(await found('a.b')).toEqual([0]);
    expect(await found('(x|y)*[z]+?')).toEqual([2]);
    expect(await found('^start$')).toEqual([3]);
    expect(await found('k\\s')).toEqual([4]);
    expect(await found('{2}')).toEqual([5]);
    expect(await found('.*')).toEqual([]);
  });

  it('is what a person sees of a line: no escapes, the last state, no hidden characters', async () => {
    write([
      '\u001b[31mEr\u001b[1mror\u001b[0m',
      '10 %\r20 %\r\r',
      'pass\u200bword',
      'a\u0007b',
      '\u001b]0;error\u0007title',
      '\u001b]0;no end error',
      'error',
    ]);
    expect(await found('error')).toEqual([0, 6]);
    expect(await found('31m')).toEqual([]);
    expect(await found('10 %')).toEqual([]);
    expect(await found('20 %')).toEqual([1]);
    expect(await found('password')).toEqual([]);
    expect(await found('pass\ufffdword')).toEqual([2]);
    expect(await found('a\u0007b')).toEqual([3]);
    expect(await found('\u001b[31mtitle')).toEqual([4]);
    expect(await found('\u001b[31m')).toEqual([]);
  });

  it('is not found in what stands before a line, nor across lines', async () => {
    write(['one', '1763', 'two 17', '63']);
    expect(await found('1763')).toEqual([1]);
    expect(await found('eo ')).toEqual([]);
    expect(await found('17\n')).toEqual([]);
    expect(await found('o')).toEqual([0, 2]);
    expect(await found('0')).toEqual([]);
  });

  it('is found where blocks meet, and so is what comes after', async () => {
    // Records of 1,023 bytes with the text everywhere: each border between blocks falls into another place of one.
    const texts = Array.from({ length: 3_000 }, (_, n) => `${n} `.padEnd(1_023 - prefix.length - 1 - 4, '日本') + n);
    write(texts);
    expect((await search('日本')).total).toBe(3_000);
    expect(await found('日本2999')).toEqual(texts.flatMap((text, n) => (text.includes('日本2999') ? [n] : [])));
    write(Array.from({ length: 300_000 }, () => 'needle'));
    expect((await search('needle')).total).toBe(300_000);
    write([...Array.from({ length: 100 }, () => 'x'.repeat(maxLineBytes)), 'needle']);
    expect(await found('needle')).toEqual([100]);
  });

  it('is what a plain search finds, in whatever a job may print', async () => {
    const parts = 'a B k 1 . * ( é É 日 Σ σ \t \r \r\r \u001b[31m \u001b]0;a \u0007 \u001b \u200b \ufffd \u009b'.split(
      ' ',
    );
    parts.push(' ', '', '\u0000');
    const bytes = [Buffer.of(0xff), Buffer.of(0xc3), Buffer.of(0xe6, 0x97)];
    let state = 1;
    const random = (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    const records = Array.from({ length: 30_000 }, () => {
      const stream = random(3) === 0 ? 'stderr' : 'stdout';
      const pieces = Array.from({ length: random(14) }, () =>
        random(30) === 0 ? (bytes[random(3)] ?? Buffer.of()) : Buffer.from(parts[random(parts.length)] ?? ''),
      );
      return Buffer.concat([Buffer.from(recordPrefix(0, 'setup', stream, random(2) === 0)), ...pieces]);
    });
    writeFileSync(file, Buffer.concat(records.flatMap((record) => [record, Buffer.from('\n')])));
    const lines = records.flatMap((record, seq) => parseRecord(record, seq) ?? []);
    expect(lines).toHaveLength(30_000);
    const small = (text: string) => text.toLowerCase().replaceAll('ς', 'σ');
    const shown = lines.map((line) => ({ ...line, text: small(plainLine(line.text)) }));
    for (const text of ['a', 'ab', 'A1', 'k.', '*(', 'é', 'ÉB', '日', '\t', '\ufffd', '1\ufffd', 'a b', 'Σ', 'bb']) {
      const wanted = small(text);
      for (const streams of [[], ['stderr'] as const]) {
        const asked = new Set<string>(streams);
        const expected = shown.filter(
          (line) => line.text.includes(wanted) && (asked.size === 0 || asked.has(line.stream)),
        );
        expect(expected.length, text).toBeGreaterThan(0);
        const result = await search(text, [...streams]);
        expect(result.total, text).toBe(expected.length);
        expect(result.seqs, text).toEqual(expected.slice(0, searchedLines).map((line) => line.seq));
      }
    }
  });
});

describe('a search', () => {
  it('names 10,000 lines at most, and counts all', async () => {
    write(Array.from({ length: 25_000 }, (_, n) => `line ${n}`));
    const { seqs, total } = await search('line');
    expect(total).toBe(25_000);
    expect(seqs).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
  });

  it('keeps to the streams that it is asked for', async () => {
    const log = createJobLog({ jobId: 'the-job', file, capBytes: 1e9, onBatch: () => {} });
    log.note('preparing', 'the word');
    log.write('setup', 'stderr', Buffer.from('the word\n'));
    log.write('executing', 'stdout', Buffer.from('the word\n'));
    await log.close();
    expect(await found('word')).toEqual([0, 1, 2]);
    expect(await found('word', ['stderr'])).toEqual([1]);
    expect(await found('word', ['app', 'stdout'])).toEqual([0, 2]);
    // The record that ends the log is no line.
    expect(await found('keptLines')).toEqual([]);
  });

  it('of a log that reached its cap knows the number of its last words', async () => {
    const log = createJobLog({ jobId: 'the-job', file, capBytes: 50_000, onBatch: () => {} });
    for (let n = 0; n < 10_000; n += 1) log.write('executing', 'stdout', Buffer.from(`line ${n}\n`));
    await log.close();
    const { total } = await readLogSnapshot(file);
    expect(await found('were not kept')).toEqual([total - 1]);
    expect(await found('line 9999')).toEqual([]);
  });

  it('of a killed, damaged or missing log finds what is there', async () => {
    writeFileSync(
      file,
      Buffer.concat([Buffer.from(`${prefix}a\na\n`), Buffer.alloc(600_000), Buffer.from(`\n${prefix}A`)]),
    );
    expect(await found('a')).toEqual([0]);
    rmSync(file);
    expect(await search('a')).toEqual({ seqs: [], total: 0 });
  });

  it('lets others have their turn', async () => {
    write(Array.from({ length: 100_000 }, (_, n) => `line ${n} of a log that is long enough for many blocks`));
    let turns = 0;
    let going = true;
    const turn = () => {
      turns += 1;
      if (going) setImmediate(turn);
    };
    setImmediate(turn);
    await search('line');
    going = false;
    expect(turns).toBeGreaterThan(20);
  });

  it('ends early when a newer one of the same log begins', async () => {
    write(Array.from({ length: 100_000 }, (_, n) => `line ${n}`));
    const other = join(folder, 'other');
    writeFileSync(other, `${prefix}line\n`.repeat(200_000));
    const searches = createLogSearch();
    const query = { text: 'line', streams: [] };
    const [older, elsewhere, newer] = await Promise.all([
      searches.search(file, query),
      searches.search(other, query),
      searches.search(file, { ...query, text: 'line 9' }),
    ]);
    expect(older.total).toBeLessThan(100_000);
    expect(elsewhere.total).toBe(200_000);
    expect(newer.total).toBe(11_111);
    expect((await searches.search(file, query)).total).toBe(100_000);
  });
});
