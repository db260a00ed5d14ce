import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Phase } from '../../shared/errors.ts';
import type { JobLimits, JobProgress } from '../../shared/jobs.ts';
import type { LedgerEntry } from '../../shared/ledger.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { resolveLimits } from '../executor/limits.ts';
import type { JobOutcome } from '../executor/outcome.ts';
import { runJob } from '../executor/run-job.ts';

export const assetsFolder = path.join(import.meta.dirname, '../../assets');
export const gatewayProgram = path.join(import.meta.dirname, '../../out/gateway/gateway.mjs');

/** The engine that the tests run against: the one that `DOCKER_HOST` names. */
export async function connectedEngine(): Promise<Engine> {
  const engine = createEngine({ setting: () => 'auto', environment: process.env });
  await engine.retry();
  const state = engine.state();
  if (state.status !== 'connected') throw new Error(`These tests need a Docker engine: ${JSON.stringify(state)}`);
  return engine;
}

export interface Trial {
  script: string;
  requirements?: string[];
  wheels?: { file: string; bytes: Buffer }[];
  gpus?: string[];
  timeoutSeconds?: number;
  limits?: Partial<JobLimits>;
  certificates?: string;
  cacheBytes?: number;
  /** Called with everything printed so far; lets a test act in the middle of a phase. */
  onOutput?: (phase: Phase, text: string, abort: () => void) => void;
  onEntered?: (phase: Phase, abort: () => void) => void;
}

export interface TrialResult {
  outcome: JobOutcome;
  /** Phases in the order they were entered. */
  phases: Phase[];
  progress: JobProgress[];
  setupLog: string;
  /** By number; each as it was told last. */
  ledger: LedgerEntry[];
  /** Requests beyond the ledger's limit, which were only counted. */
  omitted: number;
  stdout: string;
  stderr: string;
  outputsFolder: string;
}

/** Runs one job through the shipped executor against a real engine. */
export async function tryJob(engine: Engine, instance: string, trial: Trial): Promise<TrialResult> {
  const state = engine.state();
  if (state.status !== 'connected') throw new Error('The engine is not connected.');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cs-trial-'));
  await mkdir(path.join(folder, 'inputs'));
  await mkdir(path.join(folder, 'wheels'));
  await writeFile(path.join(folder, 'inputs', 'script.py'), trial.script);
  for (const { file, bytes } of trial.wheels ?? []) await writeFile(path.join(folder, 'wheels', file), bytes);
  const spec = {
    name: 'trial',
    script: 'script.py',
    requirements: trial.requirements ?? [],
    gpus: { count: trial.gpus?.length ?? 0, minMemoryMiB: 0 },
    timeoutSeconds: trial.timeoutSeconds ?? 120,
  };
  const abort = new AbortController();
  const result: Omit<TrialResult, 'outcome'> = {
    phases: [],
    progress: [],
    setupLog: '',
    ledger: [],
    omitted: 0,
    stdout: '',
    stderr: '',
    outputsFolder: path.join(folder, 'outputs'),
  };
  const cancel = () => abort.abort();
  const outcome = await runJob(
    { engine, instance, gatewayProgram, helpersFolder: path.join(assetsFolder, 'sandbox/helpers') },
    {
      id: `${instance}-${path.basename(folder).toLowerCase()}`,
      spec,
      limits: { ...resolveLimits(defaultSettings, spec, state, []), ...trial.limits },
      gpuUuids: trial.gpus ?? [],
      contentFolder: folder,
      outputsFolder: result.outputsFolder,
      certificates: trial.certificates ?? '',
      cacheBytes: trial.cacheBytes ?? 1024 ** 3,
    },
    {
      entered: (phase) => {
        result.phases.push(phase);
        trial.onEntered?.(phase, cancel);
      },
      progress: (progress) => progress && result.progress.push(progress),
      output: (phase, stream, bytes) => {
        if (phase === 'setup') result.setupLog += bytes.toString();
        else result[stream] += bytes.toString();
        trial.onOutput?.(phase, phase === 'setup' ? result.setupLog : result.stdout, cancel);
      },
      note: () => undefined,
      ledger: (entries, omitted) => {
        for (const entry of entries) result.ledger[entry.seq - 1] = entry;
        result.omitted = omitted;
      },
    },
    abort.signal,
  );
  await rm(path.join(folder, 'inputs'), { recursive: true });
  return { outcome, ...result };
}
