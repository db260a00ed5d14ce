import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const counted: ReadonlySet<string> = new Set(['.js', '.cjs', '.css', '.html']);

/** What the window loads from the build's folder, each file compressed with gzip, in kB. */
export async function bundleKilobytes(out: string): Promise<number> {
  let bytes = 0;
  for (const part of ['renderer', 'preload']) {
    for (const entry of await readdir(path.join(out, part), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !counted.has(path.extname(entry.name))) continue;
      bytes += gzipSync(await readFile(path.join(entry.parentPath, entry.name))).length;
    }
  }
  return bytes / 1000;
}
