import { mkdir } from 'node:fs/promises';
import type { EngineState } from '../../shared/engine.ts';
import { AppError, type Failure, toFailure } from '../../shared/errors.ts';
import { isFinal, type Job, type JobState } from '../../shared/jobs.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';
import type { LedgerBatch } from '../../shared/ledger.ts';
import type { LogBatch, LogLine, LogSnapshot } from '../../shared/logs.ts';
import type { Settings } from '../../shared/settings.ts';
import type { ExecutorDependencies } from '../executor/job-containers.ts';
import { resolveLimits } from '../executor/limits.ts';
import type { JobOutcome } from '../executor/outcome.ts';
import { runJob } from '../executor/run-job.ts';
import { readCertificates } from '../settings/certificates.ts';
import type { UsageMeter, UsageRecorder } from '../telemetry/usage-recorder.ts';
import { jobFolder } from './job-folder.ts';
import { createJobLog, type JobLog } from './job-log.ts';
import type { JobStore, TransitionChange } from './job-store.ts';
import type { LedgerStore } from './ledger-store.ts';

const progressEveryMs = 100;

export interface JobRunnerDependencies extends ExecutorDependencies {
  store: JobStore;
  dataFolder: string;
  settings: () => Settings;
  /** A job's record or progress has changed. */
  announce: (job: Job) => void;
  log: (batch: LogBatch) => void;
  usage: UsageRecorder;
  ledger: LedgerStore;
  ledgerChanged: (batch: LedgerBatch) => void;
  /** The seller’s token for the model hub; empty for none. */
  hubToken: () => string;
  /** Gives the job's GPUs back; `failure` is why it did not succeed. The job may have been deleted already. */
  release: (id: string, failure: Failure | null) => void;
}

/** Runs jobs and keeps their record and log in step with what the executor tells. */
export interface JobRunner {
  /** Runs a queued job to its end; never rejects. */
  start(job: Job, gpuUuids: string[]): Promise<void>;
  /** Ends a running job; resolves when it has ended. `interrupted` is for an app that quits. */
  stop(id: string, as: 'cancelled' | 'interrupted'): Promise<void>;
  running(): string[];
  live(id: string): LiveProgress;
  /** The log of a running job; null when it does not run. */
  snapshot(id: string): LogSnapshot | null;
  /** Lines of the log of a running job, see `JobLog`; null when it does not run. */
  readLog(id: string, from: number, count: number): Promise<LogLine[]> | null;
  flush(id: string): Promise<void>;
}

/** What of a job is not on record. */
type LiveProgress = Pick<Job, 'progress' | 'fetching'>;

interface Run {
  abort: AbortController;
  stoppedAs: 'cancelled' | 'interrupted';
  done: Promise<void>;
  log: JobLog | null;
  meter: UsageMeter | null;
  live: LiveProgress;
  announcing: NodeJS.Timeout | null;
  failure: Failure | null;
}

export function createJobRunner(dependencies: JobRunnerDependencies): JobRunner {
  const { store, ledger, engine, announce } = dependencies;
  const runs = new Map<string, Run>();

  const liveOf = (id: string): LiveProgress => runs.get(id)?.live ?? nothingLive;

  const announceNow = (job: Job) => announce({ ...job, ...liveOf(job.id) });

  const transition = (id: string, to: JobState, change: TransitionChange = {}): void => {
    announceNow(store.transition(id, to, change, Date.now()));
  };

  const setLive = (id: string, run: Run, live: Partial<LiveProgress>) => {
    run.live = { ...run.live, ...live };
    run.announcing ??= setTimeout(() => {
      run.announcing = null;
      if (runs.has(id)) announceNow(store.get(id));
    }, progressEveryMs);
  };

  const carryOut = async (job: Job, run: Run, gpuUuids: string[]): Promise<void> => {
    const { id, spec } = job;
    const folder = jobFolder(dependencies.dataFolder, id);
    const settings = dependencies.settings();
    const limits = resolveLimits(settings, spec, connectedMachine(engine.state()), job.allowedHosts);
    transition(id, 'preparing', { gpuUuids, limits });
    await mkdir(folder.root, { recursive: true });
    const log = createJobLog({ jobId: id, file: folder.log, capBytes: limits.logBytes, onBatch: dependencies.log });
    run.log = log;
    const meter = dependencies.usage.begin(id, log.size);
    run.meter = meter;
    meter.enter('preparing');
    log.note('preparing', `Preparing ${limits.image}.`);
    const outcome = await runJob(
      dependencies,
      {
        id,
        spec,
        limits,
        gpuUuids,
        contentFolder: folder.content,
        outputsFolder: folder.outputs,
        certificates: await readCertificates(settings.network.certificatesFile),
        cacheBytes: settings.network.cacheMiB * 1024 * 1024,
        hubToken: dependencies.hubToken(),
      },
      {
        entered: (phase) => {
          // What was printed so far is shown under the phase that printed it.
          void log.flush();
          meter.enter(phase);
          transition(id, phase);
        },
        progress: (progress) => setLive(id, run, { progress }),
        fetching: (fetching) => setLive(id, run, { fetching }),
        provided: (what) => announceNow(store.update(id, what)),
        output: (phase, stream, bytes) => log.write(phase, stream, bytes),
        note: (phase, text) => log.note(phase, text),
        usage: meter.take,
        reported: meter.report,
        ledger: (entries, omitted) => {
          ledger.record(id, entries, omitted);
          dependencies.ledgerChanged({ jobId: id, entries, omitted });
        },
      },
      run.abort.signal,
    );
    log.note(lastPhase(store.get(id)), describe(outcome));
    await log.close();
    finish(id, run, outcome);
  };

  const stopAnnouncing = (run: Run) => {
    if (run.announcing) clearTimeout(run.announcing);
    run.announcing = null;
  };

  const finish = (id: string, run: Run, outcome: JobOutcome) => {
    // From now on it may be deleted, and then there is nothing to announce.
    stopAnnouncing(run);
    run.live = nothingLive;
    if (outcome.kind === 'cancelled') {
      const failure = run.stoppedAs === 'interrupted' ? interrupted : null;
      transition(id, run.stoppedAs, { failure });
    } else if (outcome.kind === 'succeeded') {
      transition(id, 'succeeded', { exitCode: 0, outputs: outcome.outputs });
    } else {
      const { failure, exitCode, outputs } = outcome;
      run.failure = failure;
      transition(id, outcome.kind, { failure, exitCode, outputs });
    }
  };

  /** Something outside the executor failed: the disk of the data folder, most likely. */
  const giveUp = (id: string, run: Run, error: unknown) => {
    run.abort.abort();
    run.live = nothingLive;
    run.failure ??= toFailure(error);
    try {
      if (!isFinal(store.get(id).state)) transition(id, 'failed', { failure: toFailure(error) });
    } catch (storeError) {
      // Even the record cannot be written: what is on screen must still say that the job has ended.
      announce({ ...store.get(id), state: 'failed', endedAt: Date.now(), failure: toFailure(storeError) });
    }
  };

  return {
    async start(job, gpuUuids) {
      const run: Run = {
        abort: new AbortController(),
        stoppedAs: 'cancelled',
        done: Promise.resolve(),
        log: null,
        meter: null,
        live: nothingLive,
        announcing: null,
        failure: null,
      };
      runs.set(job.id, run);
      run.done = carryOut(job, run, gpuUuids)
        .catch((error) => giveUp(job.id, run, error))
        .finally(async () => {
          await run.log?.close();
          run.meter?.end();
          stopAnnouncing(run);
          runs.delete(job.id);
          dependencies.release(job.id, run.failure);
        });
      await run.done;
    },

    async stop(id, as) {
      const run = runs.get(id);
      if (!run) return;
      run.stoppedAs = as;
      if (as === 'cancelled') dependencies.usage.cancelAsked(id);
      run.abort.abort();
      await run.done;
    },

    running: () => [...runs.keys()],
    live: liveOf,
    snapshot: (id) => runs.get(id)?.log?.snapshot() ?? null,
    readLog: (id, from, count) => runs.get(id)?.log?.read(from, count) ?? null,
    flush: async (id) => runs.get(id)?.log?.flush(),
  };
}

const nothingLive: LiveProgress = { progress: null, fetching: null };

const interrupted: Failure = {
  code: 'interrupted',
  ...sentence('app_closed'),
  retryable: true,
  remedy: advice('run_job_again', {}, { kind: 'run_again' }),
};

function connectedMachine(state: EngineState): { cpus: number; memoryBytes: number } {
  if (state.status === 'connected') return state;
  const failure: Failure =
    state.status === 'disconnected'
      ? state.failure
      : { code: 'engine_unreachable', ...sentence('engine_not_connected'), retryable: true };
  throw new AppError(failure);
}

function lastPhase(job: Job) {
  return job.phases.at(-1)?.phase ?? 'preparing';
}

function describe(outcome: JobOutcome): string {
  switch (outcome.kind) {
    case 'succeeded':
      return `Succeeded; ${outcome.outputs.files} output file${outcome.outputs.files === 1 ? '' : 's'}.`;
    case 'cancelled':
      return 'Cancelled.';
    case 'failed':
    case 'timed_out':
      return outcome.failure.message;
  }
}
