import { open } from 'node:fs/promises';
import { sentence } from '../../shared/languages/sentence.ts';
import { mostBytes, noSettings } from './transfer.ts';

/**
 * The text of a file that a person chose, read no further than a file of settings can reach.
 * @throws AppError `invalid_settings` where it cannot be read, is no file or is too large
 */
export async function readTransferFile(file: string): Promise<string> {
  const handle = await open(file).catch(unreadable);
  try {
    const about = await handle.stat();
    if (!about.isFile()) throw noSettings(sentence('import_no_file'));
    if (about.size > mostBytes) throw noSettings(sentence('import_too_large'));
    return await handle.readFile('utf8').catch(unreadable);
  } finally {
    await handle.close();
  }
}

function unreadable(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  throw noSettings(sentence('import_unreadable', { words: code }));
}
