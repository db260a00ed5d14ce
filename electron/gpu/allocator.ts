import type { Failure } from '../../shared/errors.ts';
import type { Gpu, GpuState } from '../../shared/gpus.ts';

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

function gpus(count: number): string {
  return count === 1 ? '1 GPU' : `${count} GPUs`;
}

function wish({ count, minMemoryMiB }: GpuRequest): string {
  return minMemoryMiB > 0 ? `${gpus(count)} with at least ${minMemoryMiB} MiB each` : gpus(count);
}

function noGpu(request: GpuRequest, reason: string): Failure {
  return {
    code: 'gpu_none',
    message: `The job needs ${wish(request)}, and this machine has none that can be used.`,
    phase: 'preparing',
    retryable: false,
    remedy: {
      text: 'Install the NVIDIA driver, check that nvidia-smi lists the GPU, then run the job again.',
      action: { kind: 'show_gpus' },
    },
    details: [reason],
  };
}

function tooFew(request: GpuRequest, there: readonly Gpu[]): Failure {
  return {
    code: 'gpu_insufficient',
    message: `The job needs ${wish(request)}, and this machine does not have them: it has ${gpus(there.length)}.`,
    phase: 'preparing',
    retryable: false,
    remedy: {
      text: 'Run it on a machine with more GPUs, or ask for fewer or smaller ones.',
      action: { kind: 'show_gpus' },
    },
    details: there.map((gpu) => `GPU ${gpu.index}: ${gpu.name}, ${gpu.memoryTotalMiB} MiB`),
  };
}
