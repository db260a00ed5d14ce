import { describe, expect, it } from 'vitest';
import { createDemuxer } from './demux.ts';

function frame(stream: number, text: string): Buffer {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

function collect(chunks: Buffer[]): { stdout: string; stderr: string } {
  const demux = createDemuxer();
  const collected = { stdout: '', stderr: '' };
  for (const chunk of chunks) {
    for (const { stream, bytes } of demux(chunk)) collected[stream] += bytes.toString('latin1');
  }
  return collected;
}

describe('createDemuxer', () => {
  it('keeps the two streams apart', () => {
    expect(collect([frame(1, 'out'), frame(2, 'err'), frame(1, 'more')])).toEqual({ stdout: 'outmore', stderr: 'err' });
  });

  it('gives the same for every way of cutting the bytes', () => {
    const whole = Buffer.concat([frame(1, 'first'), frame(2, ''), frame(2, 'second'), frame(1, 'x'.repeat(300))]);
    const expected = collect([whole]);
    for (let size = 1; size < 20; size += 1) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < whole.length; at += size) chunks.push(whole.subarray(at, at + size));
      expect(collect(chunks)).toEqual(expected);
    }
  });

  it('takes a million frames in one chunk without growing the stack', () => {
    const many = Buffer.concat(Array(1_000_000).fill(frame(1, '.')));
    expect(collect([many]).stdout.length).toBe(1_000_000);
  });

  it('hands out a huge frame in parts instead of gathering it', () => {
    const demux = createDemuxer();
    const header = Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]);
    expect([...demux(header)]).toEqual([]);
    expect([...demux(Buffer.from('part'))].map(({ bytes }) => bytes.toString())).toEqual(['part']);
  });
});
