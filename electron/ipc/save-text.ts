import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import { writeFailure } from '../files/write-failure.ts';

/**
 * Writes `text` to `target` (`what` names it in an error), where either all of it is afterwards or what was there before.
 * @throws AppError `disk_full`, `internal`
 */
export async function saveText(what: string, text: string, target: string): Promise<void> {
  const partial = `${target}.${randomBytes(4).toString('hex')}.partial`;
  try {
    await writeFile(partial, text, { flag: 'wx', flush: true });
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw new AppError(writeFailure(error, what), { cause: error });
  }
}
