import type { ModelDeclaration } from '../../shared/models.ts';
import type { ArchiveEntry } from '../executor/upload.ts';
import type { Snapshot } from './snapshot-store.ts';

/** What jobs find as `HF_HOME`, in their own volume. */
export const hubHome = '/job/huggingface';

/** A repository’s snapshot as one job sees it. */
export interface ViewedSnapshot {
  asked: Pick<ModelDeclaration, 'repo' | 'type' | 'revision'>;
  snapshot: Pick<Snapshot, 'commit' | 'files'>;
  /** Where the repository’s volume is mounted. */
  folder: string;
}

/**
 * A read-only view of repositories in the layout of the hub client’s cache (`blobs`, `refs`, `snapshots`; see “Understand
 * caching” in the documentation of huggingface_hub). Only the blobs are shared with other jobs; which of them are
 * files of which snapshot is laid down for each job, so that nothing that is fetched later changes what it sees.
 */
export function snapshotView(snapshots: readonly ViewedSnapshot[]): ArchiveEntry[] {
  const entries = new Map<string, ArchiveEntry>();
  const add = (entry: ArchiveEntry) => {
    entries.set(entry.path, entry);
  };
  const addFolders = (path: string) => {
    for (let end = path.indexOf('/', hubHome.length + 1); end >= 0; end = path.indexOf('/', end + 1)) {
      add({ path: path.slice(0, end + 1), mode: 0o755 });
    }
  };
  add({ path: `${hubHome}/`, mode: 0o755 });
  for (const { asked, snapshot, folder: kept } of snapshots) {
    const repository = `${hubHome}/hub/${asked.type}s--${asked.repo.replaceAll('/', '--')}`;
    const blobs = `${repository}/blobs`;
    addFolders(blobs);
    add({ path: blobs, mode: 0o777, link: `${kept}/blobs` });
    if (asked.revision !== snapshot.commit) {
      const ref = `${repository}/refs/${asked.revision}`;
      addFolders(ref);
      add({ path: ref, mode: 0o444, content: snapshot.commit });
    }
    const folder = `${repository}/snapshots/${snapshot.commit}`;
    addFolders(`${folder}/`);
    for (const { path, blob } of snapshot.files) {
      const file = `${folder}/${path}`;
      addFolders(file);
      const up = '../'.repeat(path.split('/').length + 1);
      add({ path: file, mode: 0o777, link: `${up}blobs/${blob}` });
    }
  }
  return [...entries.values()];
}

/** What tells the hub’s client, and what builds on it, where the snapshots are and that nothing else can be had. */
export const hubEnvironment: Readonly<Record<string, string>> = {
  HF_HOME: hubHome,
  HF_HUB_OFFLINE: '1',
  HF_DATASETS_OFFLINE: '1',
  TRANSFORMERS_OFFLINE: '1',
  HF_HUB_DISABLE_TELEMETRY: '1',
  // What these write must go where a job may write.
  HF_DATASETS_CACHE: '/tmp/huggingface/datasets',
  HF_MODULES_CACHE: '/tmp/huggingface/modules',
  HF_ASSETS_CACHE: '/tmp/huggingface/assets',
};
