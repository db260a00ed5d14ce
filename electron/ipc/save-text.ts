import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import { type Written, writeFailure } from '../files/write-failure.ts';

/**
 * Writes a text or bytes, whole or in pieces that are asked for one by one, to `target` (`what` names it in an error), where either
 * all of it is afterwards or what was there before.
 * @throws AppError `disk_full`, `internal`
 */
export async function saveText(
  what: Written,
  text: string | Iterable<string> | AsyncIterable<Uint8Array>,
  target: string,
): Promise<void> {
  const partial = `${target}.${randomBytes(4).toString('hex')}.partial`;
  try {
    const file = await open(partial, 'wx');
    try {
      for await (const piece of typeof text === 'string' ? [text] : text) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw new AppError(writeFailure(error, what), { cause: error });
  }
}
