import type { LogLine } from '../../shared/logs.ts';
import { plainLine, withoutEscapes, withoutReturns } from '../../shared/text.ts';

/** Characters of a line in pieces that wait to be written over at most. */
const heldCharacters = 256 * 1024;

/** A log as text, one line after the other. */
export interface LogText {
  /** The text that is certain once this line has come: not the line itself, which may go on, or be written over. */
  add(line: LogLine): string;
  end(): string;
}

/**
 * Writes a log as lines of text. What came in pieces, each of which continues the one before, is one line again; of a progress
 * bar that is rewritten with `\r`, it has what a terminal would show in the end. Where another line stands between two
 * pieces, what is before it stays.
 */
export function createLogText(): LogText {
  let held = '';
  let last: LogLine | null = null;
  /** The piece ended with `\r`: what follows is written over it. */
  let returned = false;
  /** The start of the line was given away, so that nothing can be written over it. */
  let partly = false;

  /** Ends the line that is held, and begins another. */
  const begin = (line: LogLine): string => {
    const ended = last === null ? '' : `${held}\n`;
    held = `${prefixOf(line)}${plainLine(line.text)}`;
    partly = false;
    return ended;
  };

  const goOn = (line: LogLine, written: string): string => {
    const over = returned || written.includes('\r');
    if (over && partly) return begin(line);
    if (over) held = `${prefixOf(line)}${plainLine(line.text)}`;
    else held += plainLine(line.text);
    if (held.length <= heldCharacters) return '';
    const start = held;
    held = '';
    partly = true;
    return start;
  };

  return {
    add(line) {
      const continues = line.continues && last?.stream === line.stream && last.phase === line.phase;
      const text = withoutEscapes(line.text);
      const written = withoutReturns(text);
      if (continues && written === '') {
        returned ||= text !== '';
        return '';
      }
      const certain = continues ? goOn(line, written) : begin(line);
      last = line;
      returned = text !== written;
      return certain;
    },
    end: () => (last === null ? '' : `${held}\n`),
  };
}

function prefixOf({ time, phase, stream }: LogLine): string {
  return `${new Date(time).toISOString()} ${phase.padEnd(10)} ${stream.padEnd(6)} `;
}
