import { describe, expect, it } from 'vitest';
import { parsePython } from './parse.ts';

describe('parsePython', () => {
  it('reads a whole script', async () => {
    const text = 'x = 1\n'.repeat(1_000);
    expect((await parsePython(text)).topNode.getChildren('AssignStatement')).toHaveLength(1_000);
  });

  it.each([
    { steps: 500, milliseconds: Number.POSITIVE_INFINITY },
    { steps: Number.POSITIVE_INFINITY, milliseconds: 0 },
  ])('reads the beginning of one that costs more than %j', async (budget) => {
    const text = 'x = 1\n'.repeat(1_000);
    const tree = await parsePython(text, budget);
    const read = tree.topNode.getChildren('AssignStatement').length;
    expect(read).toBeLessThan(500);
    expect(read).toBeGreaterThan(budget.steps === 500 ? 50 : -1);
  });

  it('lets other work be done meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await parsePython('f(a, [b, {c: d}])\n'.repeat(20_000));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });
});
