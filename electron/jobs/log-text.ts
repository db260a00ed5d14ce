import type { LogLine } from '../../shared/logs.ts';
import { plainLine, withoutEscapes, withoutReturns } from '../../shared/text.ts';

/** Characters of a line in pieces that wait to be written over at most. */
const heldCharacters = 256 * 1024;

/** A log as text, one line after the other. */
export interface LogText {
  /** The text that is certain once this line has come: that of earlier lines, where this one may be written over. */
  add(line: LogLine): string;
  end(): string;
}

/**
 * Writes a line of text for each line of the log. A progress bar that is rewritten with `\r` comes as many lines, each of
 * which continues the one before: of them the last is written, as a terminal would show in the end. Where another line
 * stands between them, what is before it stays.
 */
export function createLogText(): LogText {
  let held = '';
  let last: LogLine | null = null;
  /** Whether the line ended with `\r`: what follows is written over it. */
  let returned = false;

  return {
    add(line) {
      const goesOn = line.continues && last?.stream === line.stream && last.phase === line.phase;
      last = line;
      let certain = '';
      if (!goesOn || held.length > heldCharacters) {
        certain = held;
        held = '';
      }
      const text = withoutEscapes(line.text);
      const written = withoutReturns(text);
      if (goesOn && written === '') {
        returned ||= text !== '';
        return certain;
      }
      if (goesOn && (returned || written.includes('\r'))) held = '';
      held += textOf(line);
      returned = text !== written;
      return certain;
    },
    end: () => held,
  };
}

function textOf({ time, phase, stream, text }: LogLine): string {
  return `${new Date(time).toISOString()} ${phase.padEnd(10)} ${stream.padEnd(6)} ${plainLine(text)}\n`;
}
