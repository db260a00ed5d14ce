import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { JobEnvironment } from '../../shared/environments.ts';
import type { Phase } from '../../shared/errors.ts';
import type { JobLimits, JobProgress } from '../../shared/jobs.ts';
import type { LedgerEntry } from '../../shared/ledger.ts';
import type { FetchProgress, JobModel, ModelRequest } from '../../shared/models.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { Kept } from '../executor/job-containers.ts';
import { resolveLimits } from '../executor/limits.ts';
import type { JobOutcome } from '../executor/outcome.ts';
import { runJob } from '../executor/run-job.ts';
import { openHistory } from '../jobs/history.ts';
import { createLeases } from '../storage/leases.ts';
import { createStorageKeeper } from '../storage/storage-keeper.ts';

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
  models?: ModelRequest[];
  hubToken?: string;
  /** What earlier trials have kept; if absent, nothing is, and what the trial keeps is removed at its end. */
  kept?: TrialKept;
  wheels?: { file: string; bytes: Buffer }[];
  gpus?: string[];
  timeoutSeconds?: number;
  limits?: Partial<JobLimits>;
  certificates?: string;
  cacheBytes?: number;
  /** Called with everything printed so far; lets a test act in the middle of a phase. */
  onOutput?: (phase: Phase, text: string, abort: () => void) => void;
  onEntered?: (phase: Phase, abort: () => void) => void;
  onFetching?: (progress: FetchProgress, abort: () => void) => void;
}

export interface TrialResult {
  outcome: JobOutcome;
  /** Phases in the order they were entered. */
  phases: Phase[];
  progress: JobProgress[];
  fetching: FetchProgress[];
  environment: JobEnvironment | null;
  models: JobModel[];
  notes: string[];
  setupLog: string;
  /** By number; each as it was told last. */
  ledger: LedgerEntry[];
  /** Requests beyond the ledger's limit, which were only counted. */
  omitted: number;
  stdout: string;
  stderr: string;
  outputsFolder: string;
}

/** What trials keep for each other. */
export interface TrialKept extends Kept {
  /** Removes all of it but the downloads. */
  clear(): Promise<void>;
}

/** @param budgetGiB as in the settings. */
export function createTrialKept(engine: Engine, instance: string, budgetGiB: number | 'auto' = 'auto'): TrialKept {
  const { kept: store, locks, snapshots } = openHistory(':memory:');
  const storage = createStorageKeeper({
    engine,
    instance,
    store,
    budgetGiB: () => budgetGiB,
    onChange: () => undefined,
  });
  return {
    storage,
    locks,
    snapshots,
    leases: createLeases(),
    async clear() {
      const ids = storage.state().items.flatMap(({ id, kind }) => (kind === 'downloads' ? [] : [id]));
      await storage.clear(ids);
    },
  };
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
    models: trial.models ?? [],
    gpus: { count: trial.gpus?.length ?? 0, minMemoryMiB: 0 },
    timeoutSeconds: trial.timeoutSeconds ?? 120,
  };
  const abort = new AbortController();
  const result: Omit<TrialResult, 'outcome'> = {
    phases: [],
    progress: [],
    fetching: [],
    environment: null,
    models: [],
    notes: [],
    setupLog: '',
    ledger: [],
    omitted: 0,
    stdout: '',
    stderr: '',
    outputsFolder: path.join(folder, 'outputs'),
  };
  const cancel = () => abort.abort();
  const kept = trial.kept ?? createTrialKept(engine, instance);
  const outcome = await runJob(
    { engine, instance, kept, gatewayProgram, helpersFolder: path.join(assetsFolder, 'sandbox/helpers') },
    {
      id: `${instance}-${path.basename(folder).toLowerCase()}`,
      spec,
      limits: { ...resolveLimits(defaultSettings, spec, state, []), ...trial.limits },
      gpuUuids: trial.gpus ?? [],
      contentFolder: folder,
      outputsFolder: result.outputsFolder,
      certificates: trial.certificates ?? '',
      cacheBytes: trial.cacheBytes ?? 1024 ** 3,
      hubToken: trial.hubToken ?? '',
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
      fetching: (progress) => {
        if (!progress) return;
        result.fetching.push(progress);
        trial.onFetching?.(progress, cancel);
      },
      provided: ({ environment, models }) => {
        result.environment = environment;
        result.models = models;
      },
      note: (_, text) => result.notes.push(text),
      usage: () => undefined,
      reported: () => undefined,
      ledger: (entries, omitted) => {
        for (const entry of entries) result.ledger[entry.seq - 1] = entry;
        result.omitted = omitted;
      },
    },
    abort.signal,
  );
  await rm(path.join(folder, 'inputs'), { recursive: true });
  if (!trial.kept) await kept.clear();
  return { outcome, ...result };
}
