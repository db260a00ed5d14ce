import { describe, expect, it } from 'vitest';
import { imageHeader } from './image-header.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const riff = (chunk: string, rest: string) =>
  Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'), Buffer.from(chunk, 'latin1'), hex(rest), Buffer.alloc(16)]);

describe('imageHeader', () => {
  it.each([
    ['png', hex('89504e470d0a1a0a 0000000d 49484452 00000140 000000f0 0802000000'), 320, 240],
    ['gif', hex('474946383961 4001 f000 f70000'), 320, 240],
    ['jpeg', hex('ffd8 ffe0 0004 0000 ffff ffc2 0011 08 00f0 0140 03 0000'), 320, 240],
    ['webp', riff('VP8 ', '00000000 000000 9d012a 4001 f000'), 320, 240],
    ['webp', riff('VP8L', '00000000 2f 3fc13b00'), 320, 240],
    ['webp', riff('VP8X', '0a000000 00000000 3f0100 ef0000'), 320, 240],
  ] as const)('reads kind and size: %s', (type, bytes, width, height) => {
    expect(imageHeader(bytes)).toEqual({ type, width, height });
  });

  it.each([
    ['nothing', ''],
    ['a beginning alone', '89504e470d0a1a0a'],
    ['a picture without a size', '89504e470d0a1a0a 0000000d 49484452 00000000 000000f0 0802000000'],
    ['another first chunk', '89504e470d0a1a0a 0000000d 74455874 00000140 000000f0 0802000000'],
    ['a photo whose segments lead nowhere', 'ffd8 ffe0 0000 ffe0 0000 ffe0 0000 00'],
    ['a photo that ends before its size', 'ffd8 ffe0 ffff 0000 0000 0000 0000'],
    ['tables in place of a size', 'ffd8 ffc4 0011 08 00f0 0140 03 0000 00000000'],
    ['a drawing', Buffer.from('<svg width="1"/>').toString('hex')],
  ])('takes for no picture: %s', (_, text) => {
    expect(imageHeader(hex(text))).toBeNull();
  });

  it('throws for no bytes at all', () => {
    const seeds = ['89504e470d0a1a0a', 'ffd8', '474946383961', '52494646000000005745425056503858'];
    for (const seed of seeds) {
      for (let length = 0; length < 64; length += 1) {
        const bytes = Buffer.concat([hex(seed), Buffer.alloc(length, length % 2 === 0 ? 0xff : 0xc0)]);
        expect(() => imageHeader(bytes)).not.toThrow();
      }
    }
  });
});
