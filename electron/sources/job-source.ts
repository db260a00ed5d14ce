import { type FileHandle, lstat, open, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type JobFile, jobFileSchema, maxScriptBytes } from '../../shared/job-file.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';
import { invalidJob, unreadable } from './refusals.ts';
import { readTree, type Tree } from './tree.ts';

const maxTextBytes = 1024 * 1024;

/** What lies on disk and makes a job. */
export interface JobSourceFiles {
  /** The folder that the paths in `inputs` and `wheels` start from. */
  root: string;
  inputs: Tree;
  /** File names in `wheels/`. */
  wheels: string[];
  /** What `job.json` says, or what goes without saying. */
  file: JobFile;
  /** Name for a job that has none of its own. */
  fallbackName: string;
}

/**
 * Reads a job folder, or a script that stands alone.
 * @throws AppError `invalid_job` naming what is wrong
 */
export async function readJobSource(path: string): Promise<JobSourceFiles> {
  const full = resolve(path);
  const kind = await stat(full).catch((error: unknown) => {
    throw unreadable(full, error);
  });
  if (kind.isDirectory()) return readFolder(full);
  if (kind.isFile() && full.toLowerCase().endsWith('.py')) return readScript(full, kind.size);
  throw invalidJob(sentence('not_folder_or_script', { name: basename(full) }), advice('choose_folder_or_script'));
}

async function readFolder(root: string): Promise<JobSourceFiles> {
  const inputs = await readTree(root, (path) => path === 'wheels');
  const file = inputs.files.includes('job.json')
    ? parseJobFile(await readText(root, 'job.json', maxTextBytes))
    : bare();
  if (!inputs.files.includes(file.script)) {
    throw invalidJob(sentence('script_not_in_folder', { script: file.script }), advice('add_or_name_script'));
  }
  return { root, inputs, wheels: await readWheels(root), file, fallbackName: basename(root) };
}

function readScript(full: string, bytes: number): JobSourceFiles {
  const script = basename(full);
  if (!jobFileSchema.shape.script.safeParse(script).success) {
    throw invalidJob(sentence('script_name_unusable', { name: JSON.stringify(script) }), advice('rename_script'));
  }
  const inputs: Tree = { folders: [], files: [script], bytes };
  return { root: dirname(full), inputs, wheels: [], file: { ...bare(), script }, fallbackName: script };
}

function bare(): JobFile {
  return jobFileSchema.parse({});
}

function parseJobFile(text: string): JobFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw invalidJob(sentence('job_file_not_json'), advice('correct_named_place'), [`job.json: ${why}`], error);
  }
  const parsed = jobFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => `job.json: ${path.join('.') || 'whole'}: ${message}`);
  throw invalidJob(
    sentence('job_file_unusable', { words: details[0]?.replace('job.json: ', '') ?? '' }),
    advice('correct_job_file_fields'),
    details,
  );
}

async function readWheels(root: string): Promise<string[]> {
  const there = await lstat(join(root, 'wheels')).catch(() => null);
  if (!there) return [];
  if (!there.isDirectory()) {
    throw invalidJob(sentence('wheels_no_folder'), advice('put_wheels_in_folder'));
  }
  const { files, folders } = await readTree(join(root, 'wheels'));
  const visible = files.filter((name) => !name.startsWith('.'));
  const wrong = [...folders, ...visible].find((name) => folders.includes(name) || !/\.(?:whl|tar\.gz)$/.test(name));
  if (wrong === undefined) return visible;
  throw invalidJob(sentence('wheel_no_package', { name: wrong }), advice('keep_only_packages'));
}

/**
 * The text of a file of a job. @throws AppError `invalid_job` where it is too large or not UTF-8 text
 */
export async function readText(root: string, path: string, maxBytes: number): Promise<string> {
  return textOf(await readBytes(join(root, path), path, maxBytes), path, maxBytes);
}

/** As many bytes as are allowed, and one more where there are more. */
async function readBytes(full: string, path: string, maxBytes: number): Promise<Buffer> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(full, 'r');
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, maxBytes + 1));
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, done);
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await handle?.close();
  }
}

function textOf(bytes: Buffer, path: string, maxBytes: number): string {
  if (bytes.length > maxBytes) {
    throw invalidJob(
      sentence('file_too_large', { path, mebibytes: maxBytes / 1024 / 1024 }),
      advice('move_data_to_files'),
    );
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw invalidJob(sentence('file_not_utf8', { path }), advice('save_as_utf8'), undefined, error);
  }
  if (text.includes('\0')) throw invalidJob(sentence('file_has_nul', { path }), advice('check_right_file'));
  return text;
}

/** The text of a script. @throws AppError `invalid_job` where it cannot run */
export function scriptOf(bytes: Buffer, path: string): string {
  const text = textOf(bytes, path, maxScriptBytes);
  if (text.trim() === '') throw invalidJob(sentence('script_empty', { script: path }), advice('write_script'));
  return text;
}

/** The text of a job’s script. @throws AppError `invalid_job` where it cannot run */
export async function scriptText({ root, file }: JobSourceFiles): Promise<string> {
  return scriptOf(await readBytes(join(root, file.script), file.script, maxScriptBytes), file.script);
}

/** The lines of a job's requirements, wherever they stand. */
export async function requirementsText({ root, inputs, file }: JobSourceFiles): Promise<string> {
  if (Array.isArray(file.requirements)) return file.requirements.join('\n');
  const path = file.requirements ?? 'requirements.txt';
  if (inputs.files.includes(path)) return readText(root, path, maxTextBytes);
  if (file.requirements === undefined) return '';
  throw invalidJob(sentence('requirements_file_missing', { path }), advice('add_or_correct_requirements'));
}
