import { describe, expect, it } from 'vitest';
import { type ProgressLine, readProgress } from './ndjson.ts';

async function read(chunks: (string | Uint8Array)[]): Promise<ProgressLine[]> {
  async function* source() {
    yield* chunks;
  }
  const lines: ProgressLine[] = [];
  for await (const line of readProgress(source())) lines.push(line);
  return lines;
}

describe('readProgress', () => {
  it('reads lines however they are cut, also within a character', async () => {
    const bytes = Buffer.from('{"stream":"Schritt é"}\r\n\n{"error":"bad"}');
    for (let cut = 1; cut < bytes.length; cut += 1) {
      expect(await read([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual([
        { stream: 'Schritt é' },
        { error: 'bad' },
      ]);
    }
  });

  it('ends with an error where the engine talks nonsense or never ends a line', async () => {
    await expect(read(['not json\n'])).rejects.toThrow();
    await expect(read(['[1]\n'])).rejects.toThrow();
    await expect(read(['x'.repeat(2 * 1024 * 1024)])).rejects.toThrow(/1 MiB/);
  });
});
