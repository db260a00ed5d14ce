import { describe, expect, it } from 'vitest';
import { createLastLines } from './last-lines.ts';

describe('createLastLines', () => {
  it('keeps the last lines only, as plain text, and the unfinished one', () => {
    const last = createLastLines();
    for (let index = 0; index < 1_000; index += 1) last.push(`line ${index}\n`);
    last.push('\u001b[31mred\u001b[0m\nend');
    expect(last.lines()).toHaveLength(201);
    expect(last.lines().slice(-3)).toEqual(['line 999', 'red', 'end']);
  });
});
