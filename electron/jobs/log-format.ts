import type { Phase } from '../../shared/errors.ts';
import type { LogLine } from '../../shared/logs.ts';

/**
 * The log on disk: one record a line, `TTTTTTTTTTTTT ps text\n`: the time in milliseconds since the epoch (13 digits), a
 * letter for the phase, a letter for the stream, and the bytes of the line as the job wrote them. The stream's letter is a
 * capital where the line continues the one before it of its stream and phase (logs of older versions have none). The
 * fixed width makes it quick to write and to read back from the end. A log that was closed ends with a record of the stream `t`, whose
 * text is a `LogTrailer`.
 */
export const prefixBytes = 17;
export const newline = 10;

export type Stream = LogLine['stream'];

const phaseLetters: Readonly<Record<Phase, string>> = { preparing: 'p', setup: 's', executing: 'e', collecting: 'c' };
const streamLetters: Readonly<Record<Stream, string>> = { stdout: 'o', stderr: 'e', app: 'a' };
const phases: Readonly<Record<string, Phase>> = { p: 'preparing', s: 'setup', e: 'executing', c: 'collecting' };
const streams: Readonly<Record<string, Stream>> = { o: 'stdout', e: 'stderr', a: 'app' };

/** What stands before a line's text. */
export function recordPrefix(time: number, phase: Phase, stream: Stream | 'trailer', continues = false): string {
  const letter = stream === 'trailer' ? 't' : streamLetters[stream];
  const digits = String(time).padStart(13, '0').slice(-13);
  return `${digits} ${phaseLetters[phase]}${continues ? letter.toUpperCase() : letter} `;
}

/** What a record's first `prefixBytes` characters say, or null where they are no line's: damaged, or the trailer. */
export function parsePrefix(prefix: string): Omit<LogLine, 'seq' | 'text'> | null {
  const time = Number(prefix.slice(0, 13));
  const phase = phases[prefix.charAt(14)];
  const letter = prefix.charAt(15);
  const small = letter.toLowerCase();
  const stream = streams[small];
  if (!Number.isInteger(time) || !phase || !stream) return null;
  return { time, phase, stream, continues: letter !== small };
}

/** A record without its newline as a line, or null where it is none: cut off, damaged, or the trailer. */
export function parseRecord(record: Buffer, seq: number): LogLine | null {
  if (record.length < prefixBytes) return null;
  const prefix = parsePrefix(record.toString('latin1', 0, prefixBytes));
  return prefix && { seq, ...prefix, text: record.toString('utf8', prefixBytes) };
}

/** How far back from `end` a character starts that the bytes before `end` do not finish: 0 to 3 bytes. */
export function unfinishedCharacter(bytes: Uint8Array, start: number, end: number): number {
  for (let back = 1; back <= 3 && end - back >= start; back += 1) {
    const byte = bytes[end - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}
