import type { JobLimits } from '../../shared/jobs.ts';
import type { ContainerSpec } from '../engine/containers.ts';

/** The user that every job runs as: not root, and no account of the host. */
export const jobUser = { uid: 10_001, gid: 10_001 };
/** The user that gateways run as: what they keep must not be a job's to change. */
export const gatewayUser = { uid: 10_002, gid: 10_002 };

/** What a container may use at most. */
export type ContainerLimits = Pick<JobLimits, 'image' | 'memoryBytes' | 'cpus' | 'pids' | 'tmpBytes' | 'shmBytes'>;

/** What differs between one container and another. */
export type Varying = Pick<
  ContainerSpec,
  'name' | 'labels' | 'command' | 'environment' | 'workingFolder' | 'mounts' | 'network' | 'gpus'
> & {
  user: { uid: number; gid: number };
  /** Largest file that the container may write, in bytes. */
  largestFileBytes: number;
};

/**
 * A container of either phase, or a gateway: no capability, no new privileges, read-only root, non-root user, the engine's
 * own seccomp and AppArmor profiles, limits on memory, CPUs, processes, files and temporary space, no core dumps.
 * There is no engine-made init process: ours is process 1 itself, where nothing in the container can stop it.
 */
export function hardened(limits: ContainerLimits, varying: Varying): ContainerSpec {
  const { largestFileBytes, user, ...rest } = varying;
  return {
    ...rest,
    image: limits.image,
    environment: {
      ...varying.environment,
      // CUDA images ask for all GPUs in their own environment.
      ...(varying.gpus.length === 0 ? { NVIDIA_VISIBLE_DEVICES: 'void' } : {}),
    },
    user: `${user.uid}:${user.gid}`,
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
