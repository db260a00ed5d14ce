import type { Gpu } from '../gpus.ts';

/** A GPU for tests that reports nothing but what `known` says. */
export const aGpu = (known: Partial<Gpu> = {}): Gpu => ({
  uuid: 'GPU-0',
  index: 0,
  name: 'GPU',
  memoryTotalMiB: 24_576,
  memoryUsedMiB: null,
  utilisationPercent: null,
  temperatureC: null,
  powerW: null,
  powerLimitW: null,
  fanPercent: null,
  clockMHz: null,
  memoryClockMHz: null,
  pcieGeneration: null,
  pcieWidth: null,
  throttledBy: [],
  processes: null,
  ...known,
});
