import { constants } from 'node:fs';
import { type FileHandle, open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { OutputEntry } from '../../../shared/jobs.ts';

const listed = 5_000;

/** The first 5,000 files of an outputs folder, by path; links are not listed and not followed. */
export async function listOutputs(folder: string): Promise<OutputEntry[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).slice(0, listed);
  const found: OutputEntry[] = [];
  for (const file of files) {
    const full = path.join(file.parentPath, file.name);
    found.push({ path: path.relative(folder, full).replaceAll(path.sep, '/'), bytes: (await stat(full)).size });
  }
  return found.sort((a, b) => a.path.localeCompare(b.path));
}

/** An output file that is open for reading; the caller closes it. */
export interface OpenOutput {
  file: FileHandle;
  bytes: number;
  /** Where it lies on the disk. */
  location: string;
}

/**
 * Opens a file of an outputs folder by its listed path. No part of the path may be a link, lead out of the folder, or be
 * written in any other way than it is listed.
 * @throws AppError `not_found`
 */
export async function openOutput(folder: string, listedPath: string): Promise<OpenOutput> {
  const location = path.join(folder, ...piecesOf(listedPath));
  let file: FileHandle | null = null;
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(location)]);
    if (real !== path.join(root, ...piecesOf(listedPath))) throw notThere();
    // Not even for a moment does it wait on a pipe, or follow what has just become a link.
    file = await open(location, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const status = await file.stat();
    if (!status.isFile()) throw notThere();
    return { file, bytes: status.size, location };
  } catch (error) {
    await file?.close();
    throw error instanceof AppError ? error : notThere(error);
  }
}

/** @throws AppError `not_found` where a piece is none that a listed path has */
function piecesOf(listedPath: string): string[] {
  const pieces = listedPath.split('/');
  const bad = (piece: string) => piece === '' || piece === '.' || piece === '..' || /[\0\\]/.test(piece);
  if (pieces.some(bad)) throw notThere();
  return pieces;
}

function notThere(cause?: unknown): AppError {
  return new AppError(
    { code: 'not_found', message: 'There is no such file among the outputs any more.', retryable: false },
    { cause },
  );
}
