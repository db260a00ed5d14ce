import { describe, expect, it } from 'vitest';
import type { FetchEvent, ModelProblem, ModelRequest } from '../../shared/models.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { openHistory } from '../jobs/history.ts';
import { createLeases } from '../storage/leases.ts';
import { createStorageKeeper } from '../storage/storage-keeper.ts';
import { createRepositoryFetch } from './fetch-models.ts';
import { resolveLimits } from './limits.ts';

const commit = 'a'.repeat(40);
const file = { path: 'config.json', blob: 'b'.repeat(40), bytes: 3 };
const limits = resolveLimits(defaultSettings, aJob('job').spec, { cpus: 1, memoryBytes: 1 }, []);

function setUp(...origins: ModelRequest['origin'][]) {
  const { kept: store, locks, snapshots } = openHistory(':memory:');
  const engine = {
    hasVolume: async () => true,
    removeVolume: async () => undefined,
    findLabelled: async () => ({ containers: [], volumes: [] }),
  };
  const storage = createStorageKeeper({
    engine,
    instance: 'test',
    store,
    budgetGiB: () => 'auto',
    onChange: () => undefined,
  });
  const orders = origins.map((origin, index) => {
    const request: ModelRequest = {
      repo: `o/r${index}`,
      type: 'model',
      revision: 'main',
      include: [],
      exclude: [],
      origin,
    };
    storage.add({ id: `v${index}`, kind: 'model', key: `k${index}`, title: '', bytes: 0 }, 'job');
    return { need: { key: `k${index}`, request }, volume: `v${index}` };
  });
  const notes: string[] = [];
  const fetch = createRepositoryFetch({ storage, locks, snapshots, leases: createLeases() }, orders, limits, {
    progress: () => undefined,
    note: (text) => notes.push(text),
  });
  const sizes = () => Object.fromEntries(storage.state().items.map(({ id, bytes }) => [id, bytes]));
  return { fetch, orders, snapshots, notes, sizes };
}

const fetched = (index: number, fetchedBytes = 3): FetchEvent => {
  return { event: 'fetched', index, commit, storedBytes: 30, fetchedBytes };
};
const failed = (index: number, problem: ModelProblem): FetchEvent => {
  return { event: 'fetch_failed', index, problem, detail: 'why', storedBytes: 20 };
};

describe('createRepositoryFetch', () => {
  it('is done when every repository is, and keeps what makes each up', async () => {
    const { fetch, orders, snapshots, sizes } = setUp('declared', 'declared');
    fetch.take({ event: 'fetched_file', index: 1, file });
    fetch.take(fetched(1, 0));
    fetch.take({ event: 'fetched_file', index: 0, file: { ...file, path: 'other' } });
    fetch.take(fetched(0));
    expect((await fetch.done).map(({ volume, origin }) => [volume, origin])).toEqual([
      ['v0', 'fetched'],
      ['v1', 'kept'],
    ]);
    const request = orders[1]?.need.request;
    expect(request && snapshots.find('v1', request)).toMatchObject({ commit, files: [file] });
    expect(sizes()).toEqual({ v0: 30, v1: 30 });
  });

  it('fails with the problem’s own code, and notes what is there', async () => {
    for (const [problem, code] of [
      ['not_found', 'model_not_found'],
      ['gated', 'model_gated'],
      ['token_refused', 'model_token_refused'],
      ['revision_not_found', 'model_revision_not_found'],
      ['no_files', 'model_no_files'],
      ['no_space', 'disk_full'],
      ['timed_out', 'setup_timed_out'],
    ] as const) {
      const { fetch, sizes } = setUp('declared', 'declared');
      fetch.take(failed(0, problem));
      await expect(fetch.done).rejects.toMatchObject({ failure: { code, phase: 'setup', details: ['why'] } });
      expect(sizes()).toMatchObject({ v0: 20 });
    }
  });

  it('goes on without what was only detected, where the hub does not give it', async () => {
    const { fetch, notes } = setUp('declared', 'detected');
    fetch.take(failed(1, 'not_found'));
    fetch.take(fetched(0));
    expect(await fetch.done).toHaveLength(1);
    expect(notes.join()).toContain('o/r1');
  });

  it('does not go on without it where it only failed on the way', async () => {
    const { fetch } = setUp('detected');
    fetch.take(failed(0, 'no_space'));
    await expect(fetch.done).rejects.toMatchObject({ failure: { code: 'disk_full' } });
  });

  it('notes at its end how much of the unfinished ones is there', () => {
    const { fetch, sizes } = setUp('declared');
    const repository = {
      repo: 'o/r0',
      type: 'model',
      state: 'fetching',
      files: 2,
      filesDone: 1,
      totalBytes: 90,
    } as const;
    fetch.take({
      event: 'fetch_progress',
      progress: { repositories: [{ ...repository, bytes: 44 }], files: [], bytesPerSecond: 1 },
    });
    fetch.end();
    expect(sizes()).toEqual({ v0: 44 });
  });

  it('takes nothing for an order that it has not, or that has ended', async () => {
    const { fetch, sizes } = setUp('declared');
    fetch.take(fetched(7));
    fetch.take(fetched(0));
    fetch.take(failed(0, 'gated'));
    await fetch.done;
    expect(sizes()).toEqual({ v0: 30 });
  });
});
