import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { commitSchema, type ModelDeclaration, type ModelFile, modelFileSchema } from '../../shared/models.ts';

/** The files that a job gets for what it asked of a repository. */
export interface Snapshot {
  commit: string;
  files: ModelFile[];
  /** When the hub last said that the revision means this commit; milliseconds since the epoch. */
  resolvedAt: number;
}

/** Which snapshots are complete in kept repositories. They go with the repository’s record. */
export interface SnapshotStore {
  save(keptId: string, asked: ModelDeclaration, snapshot: Snapshot): void;
  /** Null where it was never fetched, or its record cannot be read. */
  find(keptId: string, asked: ModelDeclaration): Snapshot | null;
}

const filesSchema = z.array(modelFileSchema);

export function createSnapshotStore(database: DatabaseSync): SnapshotStore {
  const insert = database.prepare(
    'INSERT OR REPLACE INTO snapshots (kept_id, request, commit_id, files, resolved_at) VALUES (?, ?, ?, ?, ?)',
  );
  const select = database.prepare('SELECT * FROM snapshots WHERE kept_id = ? AND request = ?');
  return {
    save(keptId, asked, { commit, files, resolvedAt }) {
      insert.run(keptId, requestOf(asked), commit, JSON.stringify(files), Math.round(resolvedAt));
    },
    find(keptId, asked) {
      const row = select.get(keptId, requestOf(asked));
      if (!row) return null;
      const commit = commitSchema.safeParse(row.commit_id).data;
      const files = filesSchema.safeParse(JSON.parse(String(row.files))).data;
      return commit && files ? { commit, files, resolvedAt: Number(row.resolved_at) } : null;
    },
  };
}

function requestOf({ revision, include, exclude }: ModelDeclaration): string {
  return JSON.stringify([revision, include.toSorted(), exclude.toSorted()]);
}
