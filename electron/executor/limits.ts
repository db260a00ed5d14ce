import type { JobLimits, JobSpec } from '../../shared/jobs.ts';
import type { Settings } from '../../shared/settings.ts';

const mebibyte = 1024 * 1024;

/** What the machine that runs the containers has. */
export interface Machine {
  cpus: number;
  memoryBytes: number;
}

/**
 * The limits of one job, fixed when it starts: the seller's settings, the job's wishes, the machine's size.
 * @param allowedHosts what the seller added to the allowlist for this job alone.
 */
export function resolveLimits(
  settings: Settings,
  spec: Pick<JobSpec, 'timeoutSeconds'>,
  machine: Machine,
  allowedHosts: readonly string[],
): JobLimits {
  const { setup, network, models, limits, queue, pricing, engine } = settings;
  const sharedMemory = (machine.memoryBytes * 0.75) / queue.concurrency;
  const memoryBytes = limits.memoryMiB === 'auto' ? sharedMemory : limits.memoryMiB * mebibyte;
  return {
    setupNetwork: setup.network,
    egress: {
      allowlist: [...new Set([...setup.allowlist, ...allowedHosts])],
      exceptions: network.exceptions,
      uploadBytes: network.uploadMiB * mebibyte,
      downloadBytes: network.downloadMiB * mebibyte,
      indexes: network.indexes,
      hubUrl: network.hubUrl,
    },
    wheelsOnly: setup.wheelsOnly,
    detectedModels: models.detect,
    setupTimeoutSeconds: setup.timeoutSeconds,
    gpusInSetup: setup.gpus,
    timeoutSeconds: Math.min(spec.timeoutSeconds ?? limits.defaultTimeoutSeconds, limits.maxTimeoutSeconds),
    memoryBytes: Math.floor(Math.min(memoryBytes, machine.memoryBytes)),
    // An engine refuses a container that asks for more CPUs than there are.
    cpus: limits.cpus === 'auto' ? machine.cpus : Math.min(limits.cpus, machine.cpus),
    pids: limits.pids,
    tmpBytes: limits.tmpMiB * mebibyte,
    shmBytes: limits.shmMiB * mebibyte,
    environmentBytes: limits.environmentMiB * mebibyte,
    outputsBytes: limits.outputsMiB * mebibyte,
    logBytes: limits.logMiB * mebibyte,
    image: engine.image,
    pricePerHour: pricing.perHour,
  };
}
