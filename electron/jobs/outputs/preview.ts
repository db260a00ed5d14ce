import type { FileHandle } from 'node:fs/promises';
import { type OutputPreview, previewImageBytes, previewPixels, previewTextBytes } from '../../../shared/outputs.ts';
import { type ImageHeader, imageHeader } from './image-header.ts';
import { openOutput } from './output-files.ts';
import { textOf } from './text-of.ts';

/**
 * What can be shown of an output file. Its kind is decided by what is in it, not by its name; a picture is only handed on
 * when its header says that it is not too large to be decoded.
 * @throws AppError `not_found`
 */
export async function previewOutput(folder: string, path: string): Promise<OutputPreview> {
  const { file, bytes, location } = await openOutput(folder, path);
  const none = (reason: Extract<OutputPreview, { kind: 'none' }>['reason']) =>
    ({ kind: 'none', reason, bytes, location }) as const;
  try {
    const head = await read(file, Math.min(bytes, previewTextBytes));
    if (head.length === 0) return none('empty');
    const start = imageHeader(head) ?? (await laterHeader(file, head, bytes));
    if (start) return await picture(file, start, { bytes, location });
    const text = textOf(head, bytes > head.length);
    return text === null ? none('binary') : { kind: 'text', ...text, cut: bytes > head.length, bytes, location };
  } finally {
    await file.close();
  }
}

async function picture(
  file: FileHandle,
  { type, width, height }: ImageHeader,
  of: { bytes: number; location: string },
): Promise<OutputPreview> {
  if (of.bytes > previewImageBytes) return { kind: 'none', reason: 'too_large', ...of };
  if (width * height > previewPixels) return { kind: 'none', reason: 'too_many_pixels', ...of };
  const all = await read(file, of.bytes);
  return { kind: 'image', type, width, height, base64: all.toString('base64'), ...of };
}

/** The size of a JPEG may stand behind more metadata than is read at first. */
async function laterHeader(file: FileHandle, head: Buffer, bytes: number): Promise<ImageHeader | null> {
  if (head[0] !== 0xff || head[1] !== 0xd8 || bytes <= head.length || bytes > previewImageBytes) return null;
  return imageHeader(await read(file, bytes));
}

/** The first bytes of a file; fewer where it ends before. */
async function read(file: FileHandle, count: number): Promise<Buffer> {
  const buffer = Buffer.alloc(count);
  let filled = 0;
  while (filled < count) {
    const { bytesRead } = await file.read(buffer, filled, count - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
