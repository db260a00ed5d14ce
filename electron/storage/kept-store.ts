import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { type KeptItem, keptKindSchema } from '../../shared/storage.ts';
import { inTransaction } from '../jobs/database.ts';

/** A volume in the engine that outlives jobs. `id` is its name, `key` what it is looked up by. */
export interface KeptRecord extends Pick<KeptItem, 'id' | 'kind' | 'title' | 'bytes' | 'createdAt' | 'lastUsedAt'> {
  key: string;
}

export type KeptUses = Pick<KeptItem, 'uses' | 'usedBy'>;

/** The records of kept volumes. Every method is synchronous: what it returns has been written. */
export interface KeptStore {
  find(key: string): KeptRecord | null;
  /** Takes the place of a record with the same key. */
  insert(record: KeptRecord): void;
  resize(id: string, bytes: number): void;
  /** Notes that a job uses it now. */
  use(id: string, jobId: string, at: number): void;
  remove(id: string): void;
  /** Most recently used first. */
  list(): KeptRecord[];
  usesOf(id: string): KeptUses;
}

const namedUses = 5;

export function createKeptStore(database: DatabaseSync): KeptStore {
  const byKey = database.prepare('SELECT * FROM kept WHERE key = ?');
  const all = database.prepare('SELECT * FROM kept ORDER BY last_used_at DESC, id');
  const drop = database.prepare('DELETE FROM kept WHERE key = ? OR id = ?');
  const insert = database.prepare(
    'INSERT INTO kept (id, kind, key, title, bytes, created_at, last_used_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const resize = database.prepare('UPDATE kept SET bytes = ? WHERE id = ?');
  const touch = database.prepare('UPDATE kept SET last_used_at = ? WHERE id = ?');
  const use = database.prepare('INSERT OR REPLACE INTO kept_uses (kept_id, job_id, at) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM kept WHERE id = ?');
  const count = database.prepare('SELECT count(*) AS uses FROM kept_uses WHERE kept_id = ?');
  const lastUses = database.prepare(
    `SELECT job_id, json_extract(jobs.spec, '$.name') AS name FROM kept_uses JOIN jobs ON jobs.id = job_id
     WHERE kept_id = ? ORDER BY at DESC LIMIT ${namedUses}`,
  );

  return {
    find(key) {
      const row = byKey.get(key);
      return row ? recordOf(row) : null;
    },
    insert(record) {
      const { id, kind, key, title, bytes, createdAt, lastUsedAt } = record;
      inTransaction(database, () => {
        drop.run(key, id);
        insert.run(id, kind, key, title, Math.round(bytes), Math.round(createdAt), Math.round(lastUsedAt));
      });
    },
    resize(id, bytes) {
      resize.run(Math.round(bytes), id);
    },
    use(id, jobId, at) {
      inTransaction(database, () => {
        touch.run(Math.round(at), id);
        use.run(id, jobId, Math.round(at));
      });
    },
    remove(id) {
      remove.run(id);
    },
    list: () => all.all().flatMap((row) => recordOf(row) ?? []),
    usesOf(id) {
      const usedBy = lastUses.all(id).map((row) => ({ jobId: String(row.job_id), name: String(row.name) }));
      return { uses: Number(count.get(id)?.uses), usedBy };
    },
  };
}

function recordOf(row: Record<string, SQLOutputValue>): KeptRecord | null {
  const kind = keptKindSchema.safeParse(row.kind);
  if (!kind.success) return null;
  return {
    id: String(row.id),
    kind: kind.data,
    key: String(row.key),
    title: String(row.title),
    bytes: Number(row.bytes),
    createdAt: Number(row.created_at),
    lastUsedAt: Number(row.last_used_at),
  };
}
