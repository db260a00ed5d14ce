import { Stop } from './stop.mjs';

/**
 * What a step came to: `done` changed something, otherwise it was there already.
 * @typedef {{ done: string } | { already: string }} Outcome
 * @typedef {(text: string) => void} Tell
 * @typedef {ReturnType<typeof createReport>} Report
 */

/** @param {number} startedAt */
export function took(startedAt) {
  const seconds = (Date.now() - startedAt) / 1000;
  return seconds < 90 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * Prints one line a step. On a terminal a running step shows what it is at; elsewhere each new thing is a line.
 * @param {{ stream: NodeJS.WriteStream, quiet: boolean }} options `quiet` leaves out what was there already.
 */
export function createReport({ stream, quiet }) {
  const live = Boolean(stream.isTTY);

  /** @param {string} text */
  const line = (text) => stream.write(`${live ? '\r\u001b[K' : ''}${text}\n`);

  return {
    line,

    /** What a step sends may be a progress bar's worth of lines; only its words without numbers make a new line. */
    /**
     * @param {string} name
     * @param {(tell: Tell) => Promise<Outcome>} action
     */
    async step(name, action) {
      const startedAt = Date.now();
      let current = '';
      let printed = '';
      const draw = () => {
        const text = `… ${name} — ${current || 'looking'} (${took(startedAt)})`;
        stream.write(`\r\u001b[K${text.slice(0, (stream.columns ?? 80) - 1)}`);
      };
      const timer = live ? setInterval(draw, 250) : undefined;
      try {
        const outcome = await action((text) => {
          current = text;
          const words = text.replace(/[\d.,/%() ]+/g, ' ').trim();
          if (live || words === printed) return;
          printed = words;
          line(`… ${name} — ${text}`);
        });
        clearInterval(timer);
        if ('done' in outcome) line(`✓ ${name} — ${outcome.done} (${took(startedAt)})`);
        else if (!quiet) line(`· ${name} — ${outcome.already}`);
        else if (live) stream.write('\r\u001b[K');
      } catch (error) {
        clearInterval(timer);
        line(`✗ ${name} (${took(startedAt)})`);
        throw error;
      }
    },

    /** @param {unknown} error */
    failure(error) {
      if (!(error instanceof Stop))
        return line(error instanceof Error ? (error.stack ?? error.message) : String(error));
      line(`\n${error.message}`);
      if (error.commands.length > 0) line(`\n${error.commands.map((command) => `    ${command}`).join('\n')}\n`);
    },
  };
}
