import type { Cleared, KeptItem, StorageState } from '../../shared/storage.ts';
import type { Engine } from '../engine/engine.ts';
import type { KeptRecord, KeptStore } from './kept-store.ts';

/** Carried by every kept volume, with the installation as its value. */
export const keptLabel = 'computeswarm.kept';

const gibibyte = 1024 ** 3;
const automaticBytes = 50 * gibibyte;
const automaticShare = 0.2;

export interface DiskSpace {
  totalBytes: number;
  freeBytes: number;
}

/** Looks after the volumes that outlive jobs: who uses them, how large they may be in all, which of them go first. */
export interface StorageKeeper {
  /** What is kept under the key, held for the job until it is released; null where there is nothing, or no longer. */
  hold(key: string, jobId: string): Promise<KeptRecord | null>;
  /** Records a volume that is complete, or that may be added to, and holds it for the job. */
  add(record: Pick<KeptRecord, 'id' | 'kind' | 'key' | 'title' | 'bytes'>, jobId: string): KeptRecord;
  resize(id: string, bytes: number): void;
  /** Lets go of all that the job holds, and drops what no longer fits the budget. Never rejects. */
  release(jobId: string): Promise<void>;
  state(): StorageState;
  /** Removes what no job holds. @throws AppError where the engine does not remove a volume */
  clear(ids: readonly string[]): Promise<Cleared>;
  /** Drops what is least recently used and held by no job, until the rest fits the budget. Never rejects. */
  enforceBudget(): Promise<void>;
  /**
   * Brings records and engine together: volumes without a record, which an interrupted job has left, and records without a
   * volume. Call it only while no job runs.
   * @throws AppError as the engine does
   */
  reconcile(): Promise<void>;
  /** How large the engine’s disk is, as a container saw it. */
  saw(disk: DiskSpace): void;
}

/** @param options.budgetGiB the seller’s setting, asked whenever it matters. */
export function createStorageKeeper({
  engine,
  instance,
  store,
  budgetGiB,
  onChange,
  now = Date.now,
}: {
  engine: Pick<Engine, 'hasVolume' | 'removeVolume' | 'findLabelled'>;
  instance: string;
  store: KeptStore;
  budgetGiB: () => number | 'auto';
  onChange: () => void;
  now?: () => number;
}): StorageKeeper {
  /** Kept volume → the jobs that hold it. */
  const holders = new Map<string, Set<string>>();
  /** Volumes that are being removed. */
  const leaving = new Map<string, Promise<void>>();
  let disk: DiskSpace | null = null;

  const holdFor = (id: string, jobId: string): void => {
    const jobs = holders.get(id) ?? new Set();
    holders.set(id, jobs.add(jobId));
  };

  const letGo = (id: string, jobId: string): void => {
    const jobs = holders.get(id);
    jobs?.delete(jobId);
    if (jobs?.size === 0) holders.delete(id);
  };

  const isHeld = (id: string): boolean => holders.has(id);

  const budgetBytes = (): number => {
    const setting = budgetGiB();
    if (setting !== 'auto') return setting * gibibyte;
    return disk ? Math.min(automaticBytes, Math.floor(disk.totalBytes * automaticShare)) : automaticBytes;
  };

  /** Downloads have a budget of their own, which gateways keep. */
  const budgeted = (): KeptRecord[] => store.list().filter(({ kind }) => kind !== 'downloads');
  const sum = (records: readonly KeptRecord[]): number => records.reduce((bytes, record) => bytes + record.bytes, 0);

  const itemOf = ({ key: _, ...record }: KeptRecord): KeptItem => ({
    ...record,
    ...store.usesOf(record.id),
    heldBy: [...(holders.get(record.id) ?? [])],
  });

  const state = (): StorageState => ({
    items: store.list().map(itemOf),
    usedBytes: sum(budgeted()),
    budgetBytes: budgetBytes(),
    disk,
  });

  /** The volume first: a record without one does no harm. */
  const remove = (id: string): Promise<void> => {
    const going =
      leaving.get(id) ??
      engine
        .removeVolume(id)
        .then(() => store.remove(id))
        .finally(() => leaving.delete(id));
    leaving.set(id, going);
    return going;
  };

  const enforceBudget = async (): Promise<void> => {
    const records = budgeted();
    let excess = sum(records) - budgetBytes();
    for (const { id, bytes } of records.reverse()) {
      if (excess <= 0) break;
      if (isHeld(id)) continue;
      // One that cannot be removed now is tried again after the next job.
      if (await succeeds(remove(id))) excess -= bytes;
    }
    onChange();
  };

  return {
    async hold(key, jobId) {
      for (;;) {
        const record = store.find(key);
        if (!record) return null;
        const going = leaving.get(record.id);
        if (going) {
          await going.catch(() => undefined);
          continue;
        }
        // Held before anything is waited for, so that it cannot be dropped meanwhile.
        holdFor(record.id, jobId);
        if (await engine.hasVolume(record.id)) {
          store.use(record.id, jobId, now());
          onChange();
          return record;
        }
        letGo(record.id, jobId);
        store.remove(record.id);
      }
    },

    add(given, jobId) {
      const at = now();
      const record = { ...given, createdAt: at, lastUsedAt: at };
      holdFor(record.id, jobId);
      store.insert(record);
      store.use(record.id, jobId, at);
      onChange();
      return record;
    },

    resize(id, bytes) {
      store.resize(id, bytes);
      onChange();
    },

    async release(jobId) {
      const held = [...holders].filter(([, jobs]) => jobs.has(jobId));
      for (const [id] of held) letGo(id, jobId);
      if (held.length > 0) await enforceBudget();
    },

    state,

    async clear(ids) {
      const cleared: Cleared = { removed: 0, freedBytes: 0, inUse: 0 };
      const wanted = new Set(ids);
      try {
        for (const { id, bytes } of store.list()) {
          if (!wanted.has(id)) continue;
          if (isHeld(id)) {
            cleared.inUse += 1;
            continue;
          }
          await remove(id);
          cleared.removed += 1;
          cleared.freedBytes += bytes;
        }
        return cleared;
      } finally {
        onChange();
      }
    },

    enforceBudget,

    async reconcile() {
      const { volumes } = await engine.findLabelled(`${keptLabel}=${instance}`);
      const records = new Set(store.list().map(({ id }) => id));
      for (const name of volumes) if (!records.has(name)) await engine.removeVolume(name);
      const there = new Set(volumes);
      for (const id of records) if (!there.has(id)) store.remove(id);
      await enforceBudget();
    },

    saw(seen) {
      disk = seen;
    },
  };
}

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );
