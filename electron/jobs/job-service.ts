import { mkdir, rm } from 'node:fs/promises';
import type { EnvironmentLock } from '../../shared/environments.ts';
import { AppError, type Failure } from '../../shared/errors.ts';
import type {
  Deletion,
  Job,
  JobDraft,
  JobExport,
  JobPage,
  JobPlace,
  JobQuery,
  JobSelection,
  JobSource,
  JobSpec,
  JobsSummary,
  JobsWeight,
  OutputEntry,
  QueueState,
  SummaryQuery,
} from '../../shared/jobs.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';
import type { LedgerBatch } from '../../shared/ledger.ts';
import type { LogPage, LogPageQuery, LogSearchQuery, LogSearchResult, LogSnapshot } from '../../shared/logs.ts';
import type { OutputFile, OutputPreview } from '../../shared/outputs.ts';
import type { LockStore } from '../environments/lock-store.ts';
import type { Deletions } from './deletions.ts';
import { exportText, type JobReader } from './export-jobs.ts';
import { jobFolder } from './job-folder.ts';
import type { JobRunner } from './job-runner.ts';
import { type JobStore, newJobId } from './job-store.ts';
import type { JobSummary } from './job-summary.ts';
import type { LedgerStore } from './ledger-store.ts';
import { readLogSnapshot } from './log-file.ts';
import { createLogReader } from './log-reader.ts';
import { createLogSearch } from './log-search.ts';
import { listOutputs, type OpenOutput, openOutput } from './outputs/output-files.ts';
import { previewOutput } from './outputs/preview.ts';
import type { RunQueue } from './run-queue.ts';

export interface JobServiceDependencies {
  store: JobStore;
  deletions: Deletions;
  reader: JobReader;
  summary: JobSummary;
  ledger: LedgerStore;
  locks: LockStore;
  queue: RunQueue;
  runner: JobRunner;
  dataFolder: string;
  announce: (job: Job) => void;
  /** Validates a draft and copies what it brings into `contentFolder`. */
  stage: (draft: JobDraft, contentFolder: string) => Promise<{ spec: JobSpec; source: JobSource }>;
  restage: (fromContentFolder: string, toContentFolder: string) => Promise<void>;
}

/** What views and terminal may do with jobs. Throws `AppError` only. */
export interface JobService {
  submit(draft: JobDraft): Promise<Job>;
  /**
   * Submits the same job once more; its content is what it was, whatever became of its source. Its setup may reach what the
   * old one might, and `allowHosts`, allowlist entries, besides.
   */
  runAgain(id: string, allowHosts: readonly string[]): Promise<Job>;
  /** Ends a queued or running job; resolves when it has ended. One that has ended is no error. */
  cancel(id: string): Promise<Job>;
  get(id: string): Job;
  list(query: JobQuery): JobPage;
  /** Ids of the rows that `list` would give. */
  ids(query: JobQuery): string[];
  /** How many rows of a list stand before the job; null where it is not among them. */
  place(place: JobPlace): number | null;
  unfinished(): Job[];
  /** What ended on some days, and what it is worth. */
  summary(query: SummaryQuery): JobsSummary;
  weigh(selection: JobSelection): JobsWeight;
  delete(selection: JobSelection): Deletion;
  undoDeletion(deletion: number): number;
  settleDeletion(deletion: number): Promise<void>;
  /** A table of the jobs, in pieces that are read from the history when they are asked for. */
  export(wanted: JobExport): Iterable<string>;
  log(id: string): Promise<LogSnapshot>;
  readLog(query: LogPageQuery): Promise<LogPage>;
  /** Looks through all that is kept of a log so far. A newer search of the same log ends this one early. */
  searchLog(query: LogSearchQuery): Promise<LogSearchResult>;
  /** File of the whole log, up to date. */
  logFile(id: string): Promise<string>;
  /** What the job's setup asked the network for. */
  ledger(id: string): LedgerBatch;
  /** The ledger as JSON for people and other programs: times are written out in ISO 8601. */
  exportLedger(id: string): string;
  /** What the job’s environment consists of; null where it has none. */
  environment(id: string): EnvironmentLock | null;
  /** The same as JSON. @throws AppError not_found where it has none */
  exportEnvironment(id: string): string;
  /** The first 5,000 files of what the job left, by path. */
  outputs(id: string): Promise<OutputEntry[]>;
  outputsFolder(id: string): Promise<string>;
  previewOutput(file: OutputFile): Promise<OutputPreview>;
  /** @throws AppError `not_found` */
  openOutput(file: OutputFile): Promise<OpenOutput>;
  queue(): QueueState;
  /** Ends all running jobs as interrupted; queued ones stay queued for the next start. */
  shutDown(): Promise<void>;
}

export function createJobService(dependencies: JobServiceDependencies): JobService {
  const { store, deletions, ledger, locks, queue, runner, dataFolder, announce } = dependencies;
  const reader = createLogReader();
  const searcher = createLogSearch();
  const outputsOf = (id: string): string => jobFolder(dataFolder, store.get(id).id).outputs;
  const logOf = (id: string): string => jobFolder(dataFolder, store.get(id).id).log;
  const live = <T extends { id: string }>(job: T) => ({ ...job, ...runner.live(job.id) });

  const environmentOf = (id: string): EnvironmentLock | null => {
    const { environment } = store.get(id);
    return environment && locks.get(environment.id);
  };

  const admit = async (
    stage: (contentFolder: string) => Promise<{ spec: JobSpec; source: JobSource }>,
    allowedHosts: string[],
  ): Promise<Job> => {
    const now = Date.now();
    const id = newJobId(now);
    const folder = jobFolder(dataFolder, id);
    try {
      await mkdir(folder.content, { recursive: true });
      const job = newJob(id, now, { ...(await stage(folder.content)), allowedHosts });
      store.insert(job);
      announce(job);
      queue.add(job);
    } catch (error) {
      await rm(folder.root, { recursive: true, force: true });
      throw error;
    }
    return live(store.get(id));
  };

  return {
    submit: (draft) => admit((contentFolder) => dependencies.stage(draft, contentFolder), []),

    async runAgain(id, allowHosts) {
      const { spec, source, allowedHosts } = store.get(id);
      return admit(
        async (contentFolder) => {
          await dependencies.restage(jobFolder(dataFolder, id).content, contentFolder);
          return { spec, source };
        },
        [...new Set([...allowedHosts, ...allowHosts])],
      );
    },

    async cancel(id) {
      if (queue.remove(id)) announce(store.transition(id, 'cancelled', {}, Date.now()));
      else await runner.stop(id, 'cancelled');
      return live(store.get(id));
    },

    get: (id) => live(store.get(id)),

    list(query) {
      const page = store.list(query);
      return { ...page, jobs: page.jobs.map(live) };
    },

    ids: store.ids,
    place: store.place,
    unfinished: () => store.unfinished().map(live),
    summary: dependencies.summary.read,
    weigh: deletions.weigh,
    delete: deletions.remove,
    undoDeletion: deletions.undo,
    settleDeletion: deletions.settle,
    export: ({ selection, format }) => exportText(dependencies.reader(selection), format),

    async log(id) {
      return runner.snapshot(id) ?? readLogSnapshot(logOf(id));
    },

    async readLog({ jobId, from, count }) {
      return { lines: await (runner.readLog(jobId, from, count) ?? reader.read(logOf(jobId), from, count)) };
    },

    async searchLog(query) {
      await runner.flush(query.jobId);
      return searcher.search(logOf(query.jobId), query);
    },

    async logFile(id) {
      await runner.flush(id);
      return logOf(id);
    },

    ledger: (id) => ledger.read(store.get(id).id),

    exportLedger(id) {
      const { spec } = store.get(id);
      const { entries, omitted } = ledger.read(id);
      const time = (at: number) => new Date(at).toISOString();
      return `${JSON.stringify(
        {
          job: { id, name: spec.name },
          exportedAt: time(Date.now()),
          omitted,
          entries: entries.map((entry) => ({ ...entry, at: time(entry.at) })),
        },
        null,
        2,
      )}\n`;
    },

    environment: environmentOf,

    exportEnvironment(id) {
      const { spec, environment } = store.get(id);
      const lock = environmentOf(id);
      if (!environment || !lock) {
        throw new AppError({ code: 'not_found', ...sentence('job_without_environment'), retryable: false });
      }
      return `${JSON.stringify({ job: { id, name: spec.name }, environment: environment.id, ...lock }, null, 2)}\n`;
    },

    outputs: async (id) => listOutputs(outputsOf(id)),
    previewOutput: async ({ id, path }) => previewOutput(outputsOf(id), path),
    openOutput: async ({ id, path }) => openOutput(outputsOf(id), path),

    async outputsFolder(id) {
      const folder = outputsOf(id);
      await mkdir(folder, { recursive: true });
      return folder;
    },

    queue: queue.state,

    async shutDown() {
      for (const job of store.unfinished()) queue.remove(job.id);
      await Promise.all([...runner.running().map((id) => runner.stop(id, 'interrupted')), deletions.stop()]);
    },
  };
}

/** After a start: jobs that ran when the app last ended are interrupted, queued ones wait again. */
export function takeUpUnfinished(store: JobStore, queue: RunQueue): void {
  for (const job of store.unfinished()) {
    if (job.state === 'queued') queue.add(job);
    else store.transition(job.id, 'interrupted', { failure: wasKilled }, Date.now());
  }
}

const wasKilled: Failure = {
  code: 'interrupted',
  ...sentence('app_ended'),
  retryable: true,
  remedy: advice('run_job_again', {}, { kind: 'run_again' }),
};

function newJob(id: string, createdAt: number, asked: Pick<Job, 'spec' | 'source' | 'allowedHosts'>): Job {
  return {
    ...asked,
    id,
    state: 'queued',
    waitingFor: 'turn',
    createdAt,
    startedAt: null,
    endedAt: null,
    phases: [],
    progress: null,
    fetching: null,
    environment: null,
    models: [],
    gpuUuids: [],
    limits: null,
    exitCode: null,
    failure: null,
    outputs: null,
  };
}
