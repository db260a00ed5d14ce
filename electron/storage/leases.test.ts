import { describe, expect, it } from 'vitest';
import { createLeases } from './leases.ts';

const never = new AbortController().signal;
const nothing = () => undefined;

describe('createLeases', () => {
  it('gives a key to one at a time, in the order in which they came', async () => {
    const leases = createLeases<number>();
    const order: string[] = [];
    const first = await leases.take('key', never, nothing);
    const waiting = ['second', 'third'].map(async (name) => {
      const lease = await leases.take('key', never, nothing);
      order.push(name);
      lease.giveBack();
    });
    await leases.take('other', never, nothing);
    expect(order).toEqual([]);
    first.giveBack();
    await Promise.all(waiting);
    expect(order).toEqual(['second', 'third']);
    expect(leases.isTaken('key')).toBe(false);
    expect(leases.isTaken('other')).toBe(true);
  });

  it('tells those who wait how far it is, also what was told before they came, and nothing after', async () => {
    const leases = createLeases<number>();
    const told: number[] = [];
    const first = await leases.take('key', never, nothing);
    first.tell(1);
    const second = leases.take('key', never, (progress) => told.push(progress));
    first.tell(2);
    first.giveBack();
    first.tell(3);
    await second;
    expect(told).toEqual([1, 2]);
  });

  it('gives back only once, so that two never have it', async () => {
    const leases = createLeases<number>();
    const first = await leases.take('key', never, nothing);
    const second = leases.take('key', never, nothing);
    first.giveBack();
    await second;
    const third = leases.take('key', never, nothing).then(() => 'got it');
    first.giveBack();
    expect(await Promise.race([third, new Promise((resolve) => setTimeout(resolve, 20, 'waits'))])).toBe('waits');
  });

  it('lets go of one that gives up waiting, and goes on with the next', async () => {
    const leases = createLeases<number>();
    const abort = new AbortController();
    const first = await leases.take('key', never, nothing);
    const second = leases.take('key', abort.signal, nothing);
    const third = leases.take('key', never, nothing);
    abort.abort(new Error('cancelled'));
    await expect(second).rejects.toThrow('cancelled');
    first.giveBack();
    await expect(third).resolves.toBeDefined();
    await expect(leases.take('key', abort.signal, nothing)).rejects.toThrow('cancelled');
  });
});
