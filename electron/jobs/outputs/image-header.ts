import type { ImageType } from '../../../shared/outputs.ts';

/** What the first bytes of a picture say of it. */
export interface ImageHeader {
  type: ImageType;
  /** Pixels. */
  width: number;
  height: number;
}

/** Reads what kind of picture begins with these bytes, and how large it is; null for what is none, or a damaged one. */
export function imageHeader(bytes: Buffer): ImageHeader | null {
  const header = png(bytes) ?? gif(bytes) ?? webp(bytes) ?? jpeg(bytes);
  return header && header.width > 0 && header.height > 0 ? header : null;
}

const begins = (bytes: Buffer, text: string, at = 0): boolean =>
  bytes.toString('latin1', at, at + text.length) === text;

function png(bytes: Buffer): ImageHeader | null {
  if (!begins(bytes, '\x89PNG\r\n\x1a\n') || !begins(bytes, 'IHDR', 12) || bytes.length < 24) return null;
  return { type: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function gif(bytes: Buffer): ImageHeader | null {
  if (!(begins(bytes, 'GIF87a') || begins(bytes, 'GIF89a')) || bytes.length < 10) return null;
  return { type: 'gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

function webp(bytes: Buffer): ImageHeader | null {
  if (!begins(bytes, 'RIFF') || !begins(bytes, 'WEBP', 8) || bytes.length < 30) return null;
  if (begins(bytes, 'VP8X', 12)) {
    return { type: 'webp', width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  }
  if (begins(bytes, 'VP8L', 12) && bytes[20] === 0x2f) {
    const bits = bytes.readUInt32LE(21);
    return { type: 'webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (begins(bytes, 'VP8 ', 12) && bytes.readUIntBE(23, 3) === 0x9d012a) {
    return { type: 'webp', width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  }
  return null;
}

/** Segments without a length of their own. */
const alone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
/** Segments that tell the size: all of 0xc0 to 0xcf but those for tables and arithmetic coding. */
const tellsSize = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpeg(bytes: Buffer): ImageHeader | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    // Any number of fill bytes may stand before a marker.
    if (marker === 0xff) at += 1;
    else if (alone(marker)) at += 2;
    else if (tellsSize(marker)) {
      return { type: 'jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    } else {
      const length = bytes.readUInt16BE(at + 2);
      if (length < 2) return null;
      at += 2 + length;
    }
  }
  return null;
}
