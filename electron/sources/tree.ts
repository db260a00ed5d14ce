import { constants, type Dirent } from 'node:fs';
import { copyFile, lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';
import { writeFailure } from '../files/write-failure.ts';
import { invalidJob, unreadable, unreadableFolder } from './refusals.ts';

export const maxFiles = 100_000;

/** Files and folders below a root; paths have forward slashes, folders come before what is in them. */
export interface Tree {
  folders: string[];
  files: string[];
  bytes: number;
}

/**
 * Lists a folder that a job comes from, one entry after another; `skip` leaves a path out, with all below it.
 * @throws AppError `invalid_job` for links, devices, pipes and sockets, names that cannot be shown, too many files, and
 * what cannot be read
 */
export async function readTree(root: string, skip: (path: string) => boolean = () => false): Promise<Tree> {
  const tree: Tree = { folders: [], files: [], bytes: 0 };
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of await entriesOf(root, folder)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (skip(path)) continue;
      checkEntry(entry, path);
      if (entry.isDirectory()) {
        tree.folders.push(path);
        waiting.push(path);
      } else {
        tree.files.push(path);
        tree.bytes += await sizeOf(root, path);
      }
      if (tree.files.length + tree.folders.length > maxFiles) {
        throw invalidJob(sentence('too_many_files', { most: maxFiles }), advice('choose_smaller_folder'));
      }
    }
  }
  tree.files.sort();
  return tree;
}

async function entriesOf(root: string, folder: string): Promise<Dirent[]> {
  try {
    return await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    throw unreadableFolder(folder === '' ? root : folder, error);
  }
}

async function sizeOf(root: string, path: string): Promise<number> {
  try {
    return (await lstat(join(root, path))).size;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function checkEntry(entry: Dirent, path: string): void {
  if (/[\u0000-\u001f\u007f\ufffd\\]/.test(entry.name)) {
    throw invalidJob(sentence('name_unusable', { path: JSON.stringify(path) }), advice('rename_entry'));
  }
  if (entry.isSymbolicLink()) {
    throw invalidJob(sentence('entry_is_link', { path }), advice('put_file_itself'));
  }
  if (!entry.isFile() && !entry.isDirectory()) {
    throw invalidJob(sentence('entry_is_special', { path }), advice('remove_entry'));
  }
}

/**
 * Copies what `readTree` listed into `target`, which is made if need be; shares the disk blocks where the disk can.
 * @throws AppError `disk_full`, `invalid_job` where a file cannot be read any more
 */
export async function copyTree(root: string, tree: Tree, target: string): Promise<void> {
  await writing(() => mkdir(target, { recursive: true }));
  for (const folder of tree.folders) await writing(() => mkdir(join(target, folder), { recursive: true }));
  for (const file of tree.files) {
    await writing(() => copyFile(join(root, file), join(target, file), constants.COPYFILE_FICLONE), file);
  }
}

/** Tells a file that cannot be read from a disk that cannot be written. */
export async function writing(work: () => Promise<unknown>, source?: string): Promise<void> {
  try {
    await work();
  } catch (error) {
    const failure = writeFailure(error, 'job_files');
    if (failure.code !== 'disk_full' && source !== undefined) throw unreadable(source, error);
    throw new AppError(failure, { cause: error });
  }
}
