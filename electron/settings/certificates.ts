import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AppError, type Failure } from '../../shared/errors.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';

/**
 * The PEM certificates that the seller trusts besides the public ones.
 * @param file the setting; empty for none.
 * @throws AppError invalid_settings where the file cannot be read, or holds no certificate or one that is damaged.
 */
export async function readCertificates(file: string): Promise<string> {
  if (file === '') return '';
  try {
    const text = await readFile(file, 'utf8');
    const [, ...blocks] = text.split('-----BEGIN CERTIFICATE-----');
    if (blocks.length === 0) throw new Error('It holds no certificate.');
    // Throws where it is none; only the first one of a text is looked at.
    for (const block of blocks) new X509Certificate(`-----BEGIN CERTIFICATE-----${block}`);
    return text;
  } catch (error) {
    throw new AppError(unreadable(file, error instanceof Error ? error.message : String(error)), { cause: error });
  }
}

function unreadable(file: string, words: string): Failure {
  return {
    code: 'invalid_settings',
    ...sentence('certificates_unusable', { file }),
    phase: 'preparing',
    retryable: true,
    remedy: advice('name_certificates_file', {}, { kind: 'open_settings', section: 'network' }),
    details: [words],
  };
}
