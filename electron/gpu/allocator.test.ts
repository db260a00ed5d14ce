import { describe, expect, it } from 'vitest';
import { failureSchema } from '../../shared/errors.ts';
import type { GpuState } from '../../shared/gpus.ts';
import { aGpu } from '../../shared/testing/a-gpu.ts';
import { createGpuAllocator } from './allocator.ts';

const gpu = (index: number, memoryTotalMiB: number) =>
  aGpu({ uuid: `GPU-${index}`, index, name: 'NVIDIA A30', memoryTotalMiB });

const machine = (...memory: number[]): GpuState => ({
  status: 'ok',
  driverVersion: '570',
  sampledAt: 0,
  gpus: memory.map((size, index) => gpu(index, size)),
});
const any = (count: number) => ({ count, minMemoryMiB: 0 });

describe('allocation', () => {
  it('never gives one GPU to two jobs, and gives it on when it is released', () => {
    const allocator = createGpuAllocator();
    const state = machine(24_000, 24_000, 24_000);
    expect(allocator.tryAllocate(state, any(2), 'a')).toEqual({ kind: 'granted', uuids: ['GPU-0', 'GPU-1'] });
    expect(allocator.tryAllocate(state, any(2), 'b')).toEqual({ kind: 'busy' });
    expect(allocator.tryAllocate(state, any(1), 'c')).toEqual({ kind: 'granted', uuids: ['GPU-2'] });
    expect([...allocator.holders()]).toEqual([
      ['GPU-0', 'a'],
      ['GPU-1', 'a'],
      ['GPU-2', 'c'],
    ]);
    allocator.release('a');
    expect(allocator.tryAllocate(state, any(2), 'b')).toEqual({ kind: 'granted', uuids: ['GPU-0', 'GPU-1'] });
    allocator.release('b');
    allocator.release('c');
    expect(allocator.holders().size).toBe(0);
  });

  it('takes nothing where not all can be had', () => {
    const allocator = createGpuAllocator();
    const state = machine(24_000, 24_000);
    allocator.tryAllocate(state, any(1), 'a');
    allocator.tryAllocate(state, any(2), 'b');
    expect(allocator.holders().size).toBe(1);
  });

  it('gives a job that asks again what it holds', () => {
    const allocator = createGpuAllocator();
    const first = allocator.tryAllocate(machine(24_000, 24_000), any(1), 'a');
    expect(allocator.tryAllocate(machine(24_000, 24_000), any(1), 'a')).toEqual(first);
  });

  it('honours the least memory and leaves large GPUs for those that need them', () => {
    const allocator = createGpuAllocator();
    const state = machine(80_000, 8_000, 24_000);
    expect(allocator.tryAllocate(state, { count: 1, minMemoryMiB: 10_000 }, 'a')).toMatchObject({ uuids: ['GPU-2'] });
    expect(allocator.tryAllocate(state, { count: 1, minMemoryMiB: 8_000 }, 'b')).toMatchObject({ uuids: ['GPU-1'] });
    expect(allocator.tryAllocate(state, { count: 1, minMemoryMiB: 24_000 }, 'c')).toMatchObject({ uuids: ['GPU-0'] });
    expect(allocator.tryAllocate(state, { count: 1, minMemoryMiB: 24_000 }, 'd')).toEqual({ kind: 'busy' });
  });

  it('says what is there where it is not enough', () => {
    const allocator = createGpuAllocator();
    const outcome = allocator.tryAllocate(machine(24_000, 8_000), { count: 2, minMemoryMiB: 10_000 }, 'a');
    if (outcome.kind !== 'impossible') throw new Error(outcome.kind);
    expect(failureSchema.parse(outcome.failure)).toEqual(outcome.failure);
    expect(outcome.failure).toMatchObject({
      code: 'gpu_insufficient',
      message: expect.stringMatching(/2 GPUs with at least 10000 MiB each.*has 2 GPUs/),
      details: ['GPU 0: NVIDIA A30, 24000 MiB', 'GPU 1: NVIDIA A30, 8000 MiB'],
    });
  });

  it('says that there is none, and why', () => {
    const outcome = createGpuAllocator().tryAllocate({ status: 'none', reason: 'No devices were found' }, any(1), 'a');
    expect(outcome).toMatchObject({
      kind: 'impossible',
      failure: { code: 'gpu_none', details: ['No devices were found'] },
    });
  });

  it('waits while nobody knows', () => {
    const allocator = createGpuAllocator();
    expect(allocator.tryAllocate({ status: 'starting' }, any(1), 'a')).toEqual({ kind: 'busy' });
    const lost: GpuState = { status: 'lost', message: '', since: 0, lastSeen: [gpu(0, 1)] };
    expect(allocator.tryAllocate(lost, any(1), 'a')).toEqual({ kind: 'busy' });
  });

  it('grants a job that needs none without a driver', () => {
    const none: GpuState = { status: 'none', reason: '' };
    expect(createGpuAllocator().tryAllocate(none, any(0), 'a')).toEqual({ kind: 'granted', uuids: [] });
  });
});
