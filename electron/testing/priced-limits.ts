import { defaultSettings } from '../../shared/settings.ts';
import { resolveLimits } from '../executor/limits.ts';

/** The limits of jobs that ran at two dollars an hour. */
export const pricedLimits = resolveLimits(
  { ...defaultSettings, pricing: { perHour: 2 } },
  { timeoutSeconds: null },
  { cpus: 4, memoryBytes: 2 ** 35 },
  [],
);
