import type { Failure } from '../../shared/errors.ts';
import type { Gpu, GpuState } from '../../shared/gpus.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';

export interface GpuRequest {
  count: number;
  /** Least memory of each GPU, in MiB. */
  minMemoryMiB: number;
}

export type Allocation =
  | { kind: 'granted'; uuids: string[] }
  /** They exist, but other jobs hold them or the driver does not answer just now: ask again later. */
  | { kind: 'busy' }
  /** This machine does not have them. */
  | { kind: 'impossible'; failure: Failure };

export interface GpuAllocator {
  /** Gives a job whole GPUs for itself, all of them or none. A job that holds some already is given those. */
  tryAllocate(state: GpuState, request: GpuRequest, jobId: string): Allocation;
  /** Gives back everything that a job holds. */
  release(jobId: string): void;
  /** GPU UUID → id of the job that holds it. */
  holders(): ReadonlyMap<string, string>;
}

export function createGpuAllocator(): GpuAllocator {
  const holders = new Map<string, string>();

  return {
    tryAllocate(state, request, jobId) {
      if (request.count === 0) return { kind: 'granted', uuids: [] };
      const held = [...holders].filter(([, holder]) => holder === jobId).map(([uuid]) => uuid);
      if (held.length > 0) return { kind: 'granted', uuids: held };
      if (state.status === 'none') return { kind: 'impossible', failure: noGpu(request, state.reason) };
      if (state.status !== 'ok') return { kind: 'busy' };
      const fitting = state.gpus.filter((gpu) => gpu.memoryTotalMiB >= request.minMemoryMiB);
      if (fitting.length < request.count) return { kind: 'impossible', failure: tooFew(request, state.gpus) };
      // The smallest that will do, so that the large ones are left for jobs that need them.
      const free = fitting
        .filter((gpu) => !holders.has(gpu.uuid))
        .sort((one, other) => one.memoryTotalMiB - other.memoryTotalMiB || one.index - other.index);
      if (free.length < request.count) return { kind: 'busy' };
      const uuids = free.slice(0, request.count).map((gpu) => gpu.uuid);
      for (const uuid of uuids) holders.set(uuid, jobId);
      return { kind: 'granted', uuids };
    },

    release(jobId) {
      for (const [uuid, holder] of holders) if (holder === jobId) holders.delete(uuid);
    },

    holders: () => holders,
  };
}

function noGpu({ count, minMemoryMiB: memoryMiB }: GpuRequest, reason: string): Failure {
  return {
    code: 'gpu_none',
    ...(memoryMiB > 0 ? sentence('gpu_none_as_large', { count, memoryMiB }) : sentence('gpu_none', { count })),
    phase: 'preparing',
    retryable: false,
    remedy: advice('install_nvidia_driver', {}, { kind: 'show_gpus' }),
    details: [reason],
  };
}

function tooFew({ count, minMemoryMiB: memoryMiB }: GpuRequest, gpus: readonly Gpu[]): Failure {
  return {
    code: 'gpu_insufficient',
    ...(memoryMiB > 0
      ? sentence('gpu_too_few_as_large', { count, memoryMiB, there: gpus.length })
      : sentence('gpu_too_few', { count, there: gpus.length })),
    phase: 'preparing',
    retryable: false,
    remedy: advice('ask_for_fewer_gpus', {}, { kind: 'show_gpus' }),
    details: gpus.map((gpu) => `GPU ${gpu.index}: ${gpu.name}, ${gpu.memoryTotalMiB} MiB`),
  };
}
