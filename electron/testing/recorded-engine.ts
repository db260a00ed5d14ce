import type { Engine } from '../engine/engine.ts';

/** An engine, and the steps of jobs that containers were made for on it: their `computeswarm.phase`, in order. */
export interface RecordedEngine {
  engine: Engine;
  steps: string[];
}

export function recordedEngine(real: Engine): RecordedEngine {
  const steps: string[] = [];
  const engine: Engine = {
    ...real,
    createContainer(spec) {
      steps.push(spec.labels['computeswarm.phase'] ?? '');
      return real.createContainer(spec);
    },
  };
  return { engine, steps };
}
