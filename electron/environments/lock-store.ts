import type { DatabaseSync } from 'node:sqlite';
import { type EnvironmentLock, environmentLockSchema } from '../../shared/environments.ts';

/** What environments consist of. A lock outlives its environment, for the jobs that ran with it. */
export interface LockStore {
  save(id: string, lock: EnvironmentLock): void;
  /** Null where there is none, or where it cannot be read any more. */
  get(id: string): EnvironmentLock | null;
}

export function createLockStore(database: DatabaseSync): LockStore {
  const insert = database.prepare('INSERT OR REPLACE INTO environment_locks (id, lock) VALUES (?, ?)');
  const select = database.prepare('SELECT lock FROM environment_locks WHERE id = ?');
  return {
    save(id, lock) {
      insert.run(id, JSON.stringify(lock));
    },
    get(id) {
      const text = select.get(id)?.lock;
      return typeof text === 'string' ? (environmentLockSchema.safeParse(JSON.parse(text)).data ?? null) : null;
    },
  };
}
