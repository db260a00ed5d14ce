import { type LogLine, type LogSearchQuery, type LogSearchResult, searchedLines } from '../../shared/logs.ts';
import { plainLine, withoutEscapes } from '../../shared/text.ts';
import { countNewlines, readLog, recordBlocks } from './log-blocks.ts';
import { readEnding } from './log-ending.ts';
import { newline, parsePrefix, prefixBytes } from './log-format.ts';

/** Strings of more than about 64 kB come from the system one by one: that takes twenty times as long as working on them. */
const pieceBytes = 32 * 1024;

/** Looks for text in logs on disk. */
export interface LogSearch {
  /**
   * Lines that have a text, in whatever case, in what a person sees of them (`plainLine`). Text is looked for within one
   * line each, not across lines that continue each other. A newer search of the same log ends this one, which then
   * gives what it has found so far.
   */
  search(file: string, query: Pick<LogSearchQuery, 'text' | 'streams'>): Promise<LogSearchResult>;
}

export function createLogSearch(): LogSearch {
  const newest = new Map<string, AbortController>();
  return {
    async search(file, query) {
      newest.get(file)?.abort();
      const own = new AbortController();
      newest.set(file, own);
      try {
        return await searchLog(file, query, own.signal);
      } finally {
        if (newest.get(file) === own) newest.delete(file);
      }
    },
  };
}

async function searchLog(
  file: string,
  { text, streams }: Pick<LogSearchQuery, 'text' | 'streams'>,
  signal: AbortSignal,
): Promise<LogSearchResult> {
  const result: LogSearchResult = { seqs: [], total: 0 };
  const needle = createNeedle(text);
  if (!needle) return result;
  return readLog(file, result, async (handle, size) => {
    const { keptLines, lastWords } = await readEnding(handle, size);
    const add = (place: number): void => {
      result.total += 1;
      if (result.seqs.length === searchedLines) return;
      result.seqs.push(lastWords && place >= keptLines ? lastWords.seq : place);
    };
    let before = 0;
    // Reading each block lets the event loop run.
    for await (const block of recordBlocks(handle, 0, size)) {
      if (signal.aborted) break;
      for (const piece of pieces(block)) {
        for (const { place, stream } of needle.find(piece)) {
          if (streams.length === 0 || streams.includes(stream)) add(before + place);
        }
        before += countNewlines(piece);
      }
    }
    return result;
  });
}

/** The records of a block in pieces of about `pieceBytes`. */
function* pieces(block: Buffer): Generator<Buffer> {
  for (let start = 0; start < block.length; ) {
    const last = block.subarray(start, start + pieceBytes).lastIndexOf(newline);
    const end = last === -1 ? block.indexOf(newline, start) : start + last;
    yield block.subarray(start, end + 1);
    start = end + 1;
  }
}

interface Needle {
  /** Lines of some records that have it, by their place among them. */
  find(piece: Buffer): Generator<{ place: number; stream: LogLine['stream'] }>;
}

/**
 * Finds a text in many records at once: most lines do not have it, and a line by itself is expensive. Null where no
 * line can have the text.
 */
function createNeedle(text: string): Needle | null {
  const wanted = small(plainLine(text));
  if (wanted === '') return null;
  // No byte of another character looks like ASCII: for such a text, the bytes need no decoding. (Only the Kelvin sign and
  // the dotted İ, of which `toLowerCase` makes ASCII, are then not found by k and i.)
  const encoding = /^[\t -~]+$/.test(wanted) ? 'latin1' : 'utf8';
  const replaced = wanted.includes('\ufffd');

  /** The records with each record's text as a person sees it, but for what was written over: that is still there. */
  const seen = (piece: Buffer): string => {
    const records = piece.toString(encoding);
    if (replaced) return small(withReplacements(records));
    return small(records.includes('\u001b') ? withoutEscapes(records) : records);
  };

  return {
    *find(piece) {
      const records = seen(piece);
      let place = 0;
      let start = 0;
      for (let at = records.indexOf(wanted); at !== -1; ) {
        let end = records.indexOf('\n', start);
        while (end < at) {
          place += 1;
          start = end + 1;
          end = records.indexOf('\n', start);
        }
        const from = shownFrom(records, start, end);
        if (at < from) at = records.indexOf(wanted, from);
        if (at === -1 || at > end) continue;
        const line = parsePrefix(records.slice(start, start + prefixBytes));
        if (line) yield { place, stream: line.stream };
        at = records.indexOf(wanted, end);
      }
    },
  };
}

/** The sigma at a word's end is one with the others: what ends a word is different once controls are replaced. */
function small(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}

/** Where in a record the part of its text starts that no `\r` has written over. */
function shownFrom(records: string, start: number, end: number): number {
  const text = start + prefixBytes;
  let at = end;
  while (at > text && records.charCodeAt(at - 1) === carriageReturn) at -= 1;
  while (at > text && records.charCodeAt(at - 1) !== carriageReturn) at -= 1;
  return Math.max(at, text);
}

const carriageReturn = 13;

function withReplacements(records: string): string {
  return records
    .split('\n')
    .map((record) => record.slice(0, prefixBytes) + plainLine(record.slice(prefixBytes)))
    .join('\n');
}
