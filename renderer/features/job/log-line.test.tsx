import { Parser } from 'htmlparser2';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { LogLine as Line } from '../../../shared/logs.ts';
import { createWords } from '../../language/words.ts';
import { openLogWindow } from '../../stores/log-window.ts';
import { LogLine } from './log-line.tsx';
import { createMatcher } from './log-search.ts';
import { plainStyle } from './log-style.ts';
import { carriedStyles, rowsOf } from './log-text.ts';
import { hostileLogs } from './testing/hostile-logs.ts';

const words = createWords('en');
const all = new Set(['stdout', 'stderr', 'app'] as const);

/** The markup of the rows of some output. */
function markupOf(output: string | Uint8Array<ArrayBuffer>, query = ''): string[] {
  const text = typeof output === 'string' ? output : new TextDecoder().decode(output);
  const lines = text.split('\n').slice(0, -1);
  const window = openLogWindow({
    lines: lines.map(
      (line, seq): Line => ({ seq, time: 0, phase: 'executing', stream: 'stdout', text: line, continues: false }),
    ),
    total: lines.length,
    bytes: 0,
    droppedBytes: 0,
  });
  const styles = carriedStyles(window.entries);
  return rowsOf(window, all).flatMap((row) =>
    row.kind === 'line'
      ? renderToStaticMarkup(
          <LogLine
            row={row}
            start={styles.get(row) ?? plainStyle}
            wrap={false}
            times={false}
            matcher={createMatcher(query)}
            current={false}
            selected={false}
            digits={4}
            onLoad={() => {}}
            words={words}
          />,
        )
      : [],
  );
}

interface Parsed {
  /** Text of the line itself. */
  text: string;
  elements: Set<string>;
  /** All but inline styles. */
  attributes: Set<string>;
  styles: Set<string>;
}

function parse(markup: string): Parsed {
  const parsed: Parsed = { text: '', elements: new Set(), attributes: new Set(), styles: new Set() };
  let depth = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      parsed.elements.add(name);
      for (const [key, value] of Object.entries(attributes)) {
        if (key === 'style') parsed.styles.add(value);
        else parsed.attributes.add(`${key}=${value}`);
      }
      if (depth > 0 || 'data-selectable' in attributes) depth += 1;
    },
    ontext(text) {
      if (depth > 0) parsed.text += text;
    },
    onclosetag() {
      if (depth > 0) depth -= 1;
    },
  });
  parser.end(markup);
  return parsed;
}

/** What rows of a job that tries nothing are made of. */
const harmless = markupOf('a\n\u001b[1;31mb\u001b[0m\nc\n', 'a').map(parse);
const usual = new Set(harmless.flatMap(({ attributes }) => [...attributes]));

/** A declaration as the log makes it: no address, no text of the job. */
const declaration =
  /^(?:width:calc\(5ch \+ 1\.125rem\)|(?:color|background):[#a-z0-9(), -]+|font-weight:600|font-style:italic|text-decoration-line:[a-z -]+)$/;

/** Controls, overrides of direction, what takes no room, halves of characters. */
const acting = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

describe('a row of the log', () => {
  it('knows many ways to attack it, each by a name of its own', () => {
    expect(new Set(hostileLogs.map(({ name }) => name)).size).toBe(hostileLogs.length);
    expect(hostileLogs.length).toBeGreaterThanOrEqual(60);
  });

  it.each(hostileLogs)('is text and nothing else when a job $tries: $name', ({ output, shows }) => {
    const rows = markupOf(output).map(parse);
    expect(rows.map(({ text }) => text)).toEqual(shows);
    for (const { text, elements, attributes, styles } of rows) {
      expect([...elements].filter((name) => !['div', 'button', 'span'].includes(name))).toEqual([]);
      expect([...attributes].filter((attribute) => !usual.has(attribute))).toEqual([]);
      expect([...styles].flatMap((style) => style.split(';')).filter((each) => !declaration.test(each))).toEqual([]);
      expect(text).not.toMatch(acting);
      expect(text.isWellFormed()).toBe(true);
    }
  });

  it('is text and nothing else where it was searched for', () => {
    const [row] = markupOf('<script>alert(1)</script>\n', '<script>').map(parse);
    expect(row?.text).toBe('<script>alert(1)</script>');
    expect(row && [...row.elements].sort()).toEqual(['button', 'div', 'mark', 'span']);
  });

  it('has the colours of the job', () => {
    expect(markupOf('\u001b[32mgreen\u001b[0m\n')[0]).toContain('<span style="color:var(--color-ansi-2)">green</span>');
  });

  it('is made of a bounded number of elements', () => {
    const [markup = ''] = markupOf(`${Array.from({ length: 3_000 }, (_, n) => `\u001b[3${n % 8}mx`).join('')}\n`);
    expect(markup.split('<span').length).toBeLessThan(300);
  });
});
