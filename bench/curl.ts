import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { workspace } from './workload-image.ts';

const run = promisify(execFile);
const folder = 'curl';

/** This machine's curl with its libraries, for an image that has none. */
export interface Curl {
  /** For the workspace of plain containers. */
  files: Record<string, Buffer>;
  /** Starts it in such a container. */
  command: string[];
}

/** Null where this machine has no curl. */
export async function findCurl(): Promise<Curl | null> {
  const program = await run('which', ['curl']).catch(() => null);
  if (!program) return null;
  const { stdout } = await run('ldd', [program.stdout.trim()]);
  const libraries = sharedLibraries(stdout);
  const loader = libraries.find((file) => path.basename(file).startsWith('ld-linux'));
  if (!loader) return null;
  const files: Record<string, Buffer> = {};
  for (const file of [program.stdout.trim(), ...libraries]) {
    files[`${folder}/${path.basename(file)}`] = await readFile(file);
  }
  const place = `${workspace}/${folder}`;
  return { files, command: [`${place}/${path.basename(loader)}`, '--library-path', place, `${place}/curl`] };
}

/** Places of the libraries, and of their loader, in what `ldd` prints. */
export function sharedLibraries(printed: string): string[] {
  return printed.split('\n').flatMap((line) => /(?:=> |^\s*)(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}
