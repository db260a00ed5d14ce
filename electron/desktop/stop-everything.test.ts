import { expect, test } from 'vitest';
import { stopEverything } from './stop-everything.ts';

test('nothing is taken any more before the first job is cancelled, and one that resists does not save the others', async () => {
  const order: string[] = [];
  const stopped = stopEverything({
    running: () => ['a', 'b', 'c'],
    async cancel(id) {
      order.push(id);
      if (id === 'b') throw new Error('the engine is gone');
    },
    stopAccepting: () => void order.push('paused'),
  });
  await expect(stopped).rejects.toThrow('the engine is gone');
  expect(order).toEqual(['paused', 'a', 'b', 'c']);
});
