import { describe, expect, it } from 'vitest';
import { openHistory } from '../jobs/history.ts';

const asked = { repo: 'owner/name', type: 'model' as const, revision: 'main', include: ['*.json', 'b*'], exclude: [] };
const snapshot = {
  commit: 'a'.repeat(40),
  files: [{ path: 'config.json', blob: 'b'.repeat(40), bytes: 3 }],
  resolvedAt: 5,
};

function setUp() {
  const { kept, snapshots } = openHistory(':memory:');
  kept.insert({ id: 'volume', kind: 'model', key: 'key', title: '', bytes: 0, createdAt: 0, lastUsedAt: 0 });
  return { kept, snapshots };
}

describe('createSnapshotStore', () => {
  it('finds what was saved for the same question, in whatever order its patterns stand', () => {
    const { snapshots } = setUp();
    snapshots.save('volume', asked, snapshot);
    expect(snapshots.find('volume', { ...asked, include: ['b*', '*.json'] })).toEqual(snapshot);
    for (const other of [
      { revision: 'v2' },
      { include: ['b*'] },
      { exclude: ['b*'] },
      { include: [], exclude: ['b*', '*.json'] },
    ]) {
      expect(snapshots.find('volume', { ...asked, ...other })).toBeNull();
    }
    expect(snapshots.find('other', asked)).toBeNull();
  });

  it('takes the place of what the revision meant before', () => {
    const { snapshots } = setUp();
    snapshots.save('volume', asked, snapshot);
    snapshots.save('volume', asked, { ...snapshot, commit: 'c'.repeat(40), resolvedAt: 9 });
    expect(snapshots.find('volume', asked)).toMatchObject({ commit: 'c'.repeat(40), resolvedAt: 9 });
  });

  it('goes with the record of its repository, so that a new volume is never taken for complete', () => {
    const { kept, snapshots } = setUp();
    snapshots.save('volume', asked, snapshot);
    kept.remove('volume');
    kept.insert({ id: 'volume', kind: 'model', key: 'key', title: '', bytes: 0, createdAt: 0, lastUsedAt: 0 });
    expect(snapshots.find('volume', asked)).toBeNull();
  });
});
