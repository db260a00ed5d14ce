import type { JobLimits } from '../../shared/jobs.ts';

/** Limits of a job that had the network in setup. */
export const someLimits: JobLimits = {
  setupNetwork: true,
  egress: { allowlist: [], exceptions: [], uploadBytes: 1, downloadBytes: 1, indexes: [], hubUrl: 'https://x.example' },
  wheelsOnly: false,
  detectedModels: true,
  setupTimeoutSeconds: 1,
  gpusInSetup: true,
  timeoutSeconds: 1,
  memoryBytes: 1,
  cpus: 1,
  pids: 1,
  tmpBytes: 1,
  shmBytes: 1,
  environmentBytes: 1,
  outputsBytes: 1,
  logBytes: 1,
  image: 'x',
  pricePerHour: null,
};
