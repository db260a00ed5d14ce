import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { recordedStats, unifiedStats } from '../testing/recorded-stats.ts';
import { type ContainerUsage, containerUsage, watchUsage } from './usage.ts';

describe('containerUsage', () => {
  it.each(Object.entries(recordedStats))('reads what an engine answers: %s', (_, { beforeStart, first, second }) => {
    expect(containerUsage(beforeStart)).toBeNull();
    const [one, two] = [containerUsage(first), containerUsage(second)];
    if (!one || !two) throw new Error('nothing was read');
    const cores = (two.cpuNanoseconds - one.cpuNanoseconds) / ((two.at - one.at) * 1e6);
    expect(cores).toBeGreaterThan(0.9);
    expect(cores).toBeLessThan(1.05);
    // 64 MiB and the interpreter; the 20 MiB that were written are only cached.
    expect(two.memoryBytes).toBeGreaterThan(64 * 2 ** 20);
    expect(two.memoryBytes).toBeLessThan(75 * 2 ** 20);
    expect(two).toMatchObject({ pids: 1, disk: null });
  });

  it('reads control groups of version 2, in which names are others and devices are listed one by one', () => {
    expect(containerUsage(unifiedStats)).toEqual({
      at: Date.UTC(2026, 0, 5, 0, 0, 1, 500),
      cpuNanoseconds: 2_500_000_000,
      memoryBytes: 103_464_960 - 31_477_760,
      pids: 3,
      disk: { readBytes: 7_593_984, writtenBytes: 120 },
    });
  });

  it('counts no sums that version 1 adds to the operations', () => {
    const entries = [
      ['Read', 10],
      ['Write', 30],
      ['Sync', 40],
      ['Async', 0],
      ['Discard', 5],
      ['Total', 45],
    ].map(([op, value]) => ({ major: 8, minor: 0, op, value }));
    const body = { ...unifiedStats, blkio_stats: { io_service_bytes_recursive: entries } };
    expect(containerUsage(body)?.disk).toEqual({ readBytes: 10, writtenBytes: 30 });
  });

  it('reads nothing from what is no answer', () => {
    for (const body of [null, 'x', {}, { ...unifiedStats, read: 'soon' }, { ...unifiedStats, memory_stats: {} }])
      expect(containerUsage(body)).toBeNull();
  });
});

describe('watchUsage', () => {
  const line = `${JSON.stringify(unifiedStats)}\n`;
  const watch = (source: Readable, signal: AbortSignal, onUsage: (usage: ContainerUsage) => void) =>
    watchUsage({ stats: async () => source }, signal, onUsage);

  it('tells each reading, and ends without a word where the stream breaks', async () => {
    const told: ContainerUsage[] = [];
    await watch(Readable.from([line.slice(0, 50), line.slice(50) + line, 'no json\n']), AbortSignal.any([]), (usage) =>
      told.push(usage),
    );
    expect(told).toHaveLength(2);
  });

  it('lets go of the stream when it is no longer wanted', async () => {
    const ended = new AbortController();
    const source = new Readable({ read: () => undefined });
    source.push(line);
    const told: ContainerUsage[] = [];
    await watch(source, ended.signal, (usage) => {
      told.push(usage);
      ended.abort();
    });
    expect(told).toHaveLength(1);
    expect(source.destroyed).toBe(true);
  });
});
