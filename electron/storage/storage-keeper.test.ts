import { describe, expect, it } from 'vitest';
import { openHistory } from '../jobs/history.ts';
import { createStorageKeeper } from './storage-keeper.ts';

const gibibyte = 1024 ** 3;

/** A keeper over records in memory and names of volumes: what an engine would do with them is tested on engines. */
function setUp(options: { budgetGiB?: number | 'auto'; stuck?: string[] } = {}) {
  const volumes = new Set<string>();
  const { kept: store } = openHistory(':memory:');
  let changes = 0;
  let clock = 0;
  const keeper = createStorageKeeper({
    engine: {
      hasVolume: async (name) => volumes.has(name),
      async removeVolume(name) {
        if (options.stuck?.includes(name)) throw new Error('in use');
        volumes.delete(name);
      },
      findLabelled: async () => ({ containers: [], volumes: [...volumes] }),
    },
    instance: 'test',
    store,
    budgetGiB: () => options.budgetGiB ?? 'auto',
    onChange: () => {
      changes += 1;
    },
    now: () => {
      clock += 1;
      return clock;
    },
  });
  const add = async (id: string, gib: number, kind: 'environment' | 'downloads' = 'environment') => {
    volumes.add(id);
    keeper.add({ id, kind, key: `key of ${id}`, title: id, bytes: gib * gibibyte }, 'maker');
  };
  const there = () => [...volumes].sort();
  return { keeper, volumes, add, there, changes: () => changes };
}

describe('createStorageKeeper', () => {
  it('drops what was not used for longest until the rest fits', async () => {
    const { keeper, add, there } = setUp({ budgetGiB: 25 });
    for (const id of ['a', 'b', 'c']) await add(id, 10);
    await keeper.hold('key of a', 'reader');
    await keeper.release('maker');
    expect(there()).toEqual(['a', 'c']);
    expect(keeper.state()).toMatchObject({ usedBytes: 20 * gibibyte, budgetBytes: 25 * gibibyte });
  });

  it('never drops what a job holds, however much there is, and catches up when it is released', async () => {
    const { keeper, add, there } = setUp({ budgetGiB: 1 });
    await add('a', 10);
    await add('b', 10);
    await keeper.hold('key of a', 'reader');
    await keeper.release('maker');
    expect(there()).toEqual(['a']);
    await keeper.release('reader');
    expect(there()).toEqual([]);
  });

  it('counts downloads neither in what is used nor for eviction', async () => {
    const { keeper, add, there } = setUp({ budgetGiB: 5 });
    await add('downloads', 100, 'downloads');
    await add('a', 4);
    await keeper.release('maker');
    expect(there()).toEqual(['a', 'downloads']);
    expect(keeper.state().usedBytes).toBe(4 * gibibyte);
  });

  it('takes a fifth of the disk, or 50 GiB if that is less', async () => {
    const { keeper } = setUp();
    expect(keeper.state().budgetBytes).toBe(50 * gibibyte);
    keeper.saw({ totalBytes: 100 * gibibyte, freeBytes: 1 });
    expect(keeper.state()).toMatchObject({ budgetBytes: 20 * gibibyte, disk: { freeBytes: 1 } });
    keeper.saw({ totalBytes: 1_000 * gibibyte, freeBytes: 1 });
    expect(keeper.state().budgetBytes).toBe(50 * gibibyte);
  });

  it('clears what is asked for and says what was in use', async () => {
    const { keeper, add, there } = setUp();
    for (const id of ['a', 'b', 'c']) await add(id, 2);
    await keeper.release('maker');
    await keeper.hold('key of b', 'reader');
    expect(await keeper.clear(['a', 'b', 'unknown'])).toEqual({ removed: 1, freedBytes: 2 * gibibyte, inUse: 1 });
    expect(there()).toEqual(['b', 'c']);
    expect(keeper.state().items.map(({ id, heldBy }) => [id, heldBy])).toEqual([
      ['b', ['reader']],
      ['c', []],
    ]);
  });

  it('does not hand out what is being removed', async () => {
    const { keeper, add } = setUp();
    await add('a', 1);
    await keeper.release('maker');
    const cleared = keeper.clear(['a']);
    expect(await keeper.hold('key of a', 'reader')).toBeNull();
    expect(await cleared).toMatchObject({ removed: 1 });
  });

  it('keeps the record of a volume that the engine does not give up', async () => {
    const { keeper, add, there } = setUp({ budgetGiB: 1, stuck: ['a'] });
    await add('a', 2);
    await add('b', 2);
    await keeper.release('maker');
    expect(there()).toEqual(['a']);
    expect(keeper.state().items.map(({ id }) => id)).toEqual(['a']);
    expect((await keeper.hold('key of a', 'reader'))?.id).toBe('a');
    await keeper.release('reader');
    await expect(keeper.clear(['a'])).rejects.toThrow('in use');
  });

  it('forgets what somebody else has removed, and removes what nobody knows', async () => {
    const { keeper, volumes, add, there } = setUp();
    await add('a', 1);
    await add('b', 1);
    await keeper.release('maker');
    volumes.delete('a');
    volumes.add('half');
    await keeper.reconcile();
    expect(there()).toEqual(['b']);
    expect(keeper.state().items.map(({ id }) => id)).toEqual(['b']);
  });

  it('tells that something has changed', async () => {
    const { keeper, add, changes } = setUp();
    await add('a', 1);
    const before = changes();
    await keeper.release('maker');
    expect(changes()).toBeGreaterThan(before);
  });
});
