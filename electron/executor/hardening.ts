import type { JobLimits } from '../../shared/jobs.ts';
import type { ContainerSpec } from '../engine/containers.ts';

/** The user that every job runs as: not root, and no account of the host. */
export const jobUser = { uid: 10_001, gid: 10_001 };

/** What differs between one job container and another. */
export type Varying = Pick<
  ContainerSpec,
  'name' | 'labels' | 'command' | 'environment' | 'workingFolder' | 'mounts' | 'network' | 'gpus'
> & {
  /** Largest file that the container may write, in bytes. */
  largestFileBytes: number;
};

/**
 * A job container of either phase: no capability, no new privileges, read-only root, non-root user, the engine's own
 * seccomp and AppArmor profiles, limits on memory, CPUs, processes, files and temporary space, no core dumps.
 * There is no engine-made init process: ours is process 1 itself, where nothing in the container can stop it.
 */
export function hardened(limits: JobLimits, varying: Varying): ContainerSpec {
  const { largestFileBytes, ...rest } = varying;
  return {
    ...rest,
    image: limits.image,
    environment: {
      ...varying.environment,
      // CUDA images ask for all GPUs in their own environment.
      ...(varying.gpus.length === 0 ? { NVIDIA_VISIBLE_DEVICES: 'void' } : {}),
    },
    user: `${jobUser.uid}:${jobUser.gid}`,
    readOnlyRoot: true,
    capDrop: ['ALL'],
    securityOptions: ['no-new-privileges'],
    memoryBytes: limits.memoryBytes,
    cpus: limits.cpus,
    pids: limits.pids,
    shmBytes: limits.shmBytes,
    tmpfs: { '/tmp': `rw,nosuid,nodev,size=${limits.tmpBytes},mode=1777` },
    ulimits: [
      { name: 'core', value: 0 },
      { name: 'nofile', value: 16_384 },
      { name: 'fsize', value: largestFileBytes },
    ],
  };
}
