import path from 'node:path';
import type { GpuHistory, GpuSpan } from '../shared/gpus.ts';
import type { SettingsPatch, SettingsView } from '../shared/settings.ts';
import type { ImportPreview } from '../shared/settings-transfer.ts';
import { type Announcer, createAnnouncer } from './announcer.ts';
import { type DataFolder, takeDataFolder } from './data-folder.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import { jobOfLabels } from './executor/job-containers.ts';
import { removeLeftovers } from './executor/reconcile.ts';
import { createGpuAllocator } from './gpu/allocator.ts';
import { createProcessOwner, type IdentifyProcess } from './gpu/process-owner.ts';
import { createGpuTelemetry, type GpuTelemetry } from './gpu/telemetry.ts';
import { createImageKeeper, type ImageKeeper } from './images/image-keeper.ts';
import { neededImages } from './images/needed-images.ts';
import { createDeletions } from './jobs/deletions.ts';
import { openHistory } from './jobs/history.ts';
import { createJobLife, type JobLife } from './jobs/job-life.ts';
import { createJobRunner } from './jobs/job-runner.ts';
import { createJobService, type JobService, takeUpUnfinished } from './jobs/job-service.ts';
import { createRunQueue } from './jobs/run-queue.ts';
import { type Cipher, createHubToken, type HubToken } from './settings/hub-token.ts';
import { readTransferFile } from './settings/read-transfer.ts';
import { openSettingsStore } from './settings/settings-store.ts';
import { exportSettings, previewImport } from './settings/transfer.ts';
import { prepareDraft, restage } from './sources/drafts.ts';
import { createLeases } from './storage/leases.ts';
import { createStorageKeeper, type StorageKeeper } from './storage/storage-keeper.ts';
import { createGpuRecorder } from './telemetry/gpu-history.ts';
import { openMetrics } from './telemetry/metrics-database.ts';
import { createUsageRecorder } from './telemetry/usage-recorder.ts';

export interface SellerOptions {
  dataFolder: string;
  cacheFolder: string;
  assetsFolder: string;
  /** The gateway program, bundled into one file. */
  gatewayProgram: string;
  environment: NodeJS.ProcessEnv;
  /** Keeps the seller’s token for the model hub from other eyes. */
  cipher: Cipher;
}

/** All the parts, wired to each other. The window and the terminal are two faces of it. */
export interface Seller {
  announcer: Announcer;
  engine: Engine;
  image: ImageKeeper;
  gpus: GpuTelemetry;
  /** What the GPUs showed up to now. */
  gpuHistory(span: GpuSpan): GpuHistory;
  /** Whether a view shows GPUs: they are sampled rarely while none does and no job runs. */
  watchGpus(shown: boolean): void;
  jobs: JobService;
  jobLife: JobLife;
  storage: StorageKeeper;
  hubToken: HubToken;
  examplesFolder: string;
  settings(): SettingsView;
  updateSettings(patch: SettingsPatch): SettingsView;
  /** The text of a file of settings for another computer. */
  exportSettings(): string;
  /**
   * What importing the file at this path would change.
   * @throws AppError `invalid_settings` where it is no file of settings
   */
  previewImport(file: string): Promise<ImportPreview>;
  dismissNotices(): SettingsView;
  /** Begins to watch the engine and the GPUs, and to run jobs. */
  start(): void;
  /** Ends running jobs and lets go of everything; the data folder is free afterwards. */
  close(): Promise<void>;
}

export function createSeller({ dataFolder, ...options }: SellerOptions): Seller {
  const folder = takeDataFolder(dataFolder);
  try {
    return compose(folder, options);
  } catch (error) {
    folder.release();
    throw error;
  }
}

function compose(folder: DataFolder, options: Omit<SellerOptions, 'dataFolder'>): Seller {
  const announcer = createAnnouncer();
  const { announce } = announcer;
  const history = openHistory(path.join(folder.path, 'jobs.db'));
  const { jobs: store, ledger, locks, snapshots } = history;
  const settings = openSettingsStore({
    dataFolder: folder.path,
    environment: options.environment,
    notices: history.notices,
  });
  const values = () => settings.view().values;
  const engine = createEngine({ setting: () => values().engine.endpoint, environment: options.environment });
  const gpus = createGpuTelemetry({
    environment: options.environment,
    identify: processOwner(engine, folder.instance),
  });
  const metrics = openMetrics(path.join(folder.path, 'metrics.db'));
  const usage = createUsageRecorder(metrics);
  const recorder = createGpuRecorder({
    database: metrics,
    now: Date.now,
    jobs: history.gpuHolds.within,
  });
  let gpusShown = false;
  const paceGpus = () => gpus.hurry(gpusShown || queue.state().running > 0);
  const allocator = createGpuAllocator();
  const image = createImageKeeper({
    engine,
    images: () => neededImages(values().engine.image, options.assetsFolder, gpus.state().status === 'ok'),
    cacheFolder: options.cacheFolder,
  });
  const examplesFolder = path.join(options.assetsFolder, 'examples');
  const hubToken = createHubToken(path.join(folder.path, 'hub-token'), options.cipher);
  const storageTeller = gathered(() => announce('storage.changed', storage.state()));
  const storage = createStorageKeeper({
    engine,
    instance: folder.instance,
    store: history.kept,
    budgetGiB: () => values().storage.budgetGiB,
    onChange: storageTeller.tell,
  });
  const reconciler = createReconciler(engine, folder.instance, storage, () => runner.running().length > 0);

  const runner = createJobRunner({
    engine,
    instance: folder.instance,
    kept: { storage, locks, snapshots, leases: createLeases() },
    hubToken: hubToken.read,
    helpersFolder: path.join(options.assetsFolder, 'sandbox', 'helpers'),
    gatewayProgram: options.gatewayProgram,
    store,
    dataFolder: folder.path,
    settings: values,
    announce: (job) => announce('job.changed', job),
    log: (batch) => announce('log.appended', batch),
    usage,
    ledger,
    ledgerChanged: (batch) => announce('ledger.changed', batch),
    release: (id, failure) => {
      allocator.release(id);
      // The engine may be back before anybody else noticed that it was away.
      if (failure?.code.startsWith('engine_')) reconciler.forget();
      void Promise.all([image.refresh(), reconciler.run()]).then(queue.advance);
    },
  });
  const queue = createRunQueue({
    settings: values,
    engine: engine.state,
    image: image.state,
    clean: reconciler.clean,
    allocate: (job) => allocator.tryAllocate(gpus.state(), job.spec.gpus, job.id),
    start: runner.start,
    refuse: (job, failure) => announce('job.changed', store.transition(job.id, 'failed', { failure }, Date.now())),
    wait: (job, waitingFor) => {
      if (store.get(job.id).waitingFor !== waitingFor) announce('job.changed', store.update(job.id, { waitingFor }));
    },
    changed: (state) => {
      announce('queue.changed', state);
      paceGpus();
    },
  });
  const deletions = createDeletions({ trash: history.trash, dataFolder: folder.path, forget: usage.erase });
  const jobs = createJobService({
    store,
    deletions,
    reader: history.reader,
    summary: history.summary,
    ledger,
    locks,
    queue,
    runner,
    dataFolder: folder.path,
    announce: (job) => announce('job.changed', job),
    stage: (draft, contentFolder) => prepareDraft(draft, { contentFolder, examplesFolder, settings: values() }),
    restage,
  });

  engine.onChange((state) => {
    announce('engine.changed', state);
    if (state.status !== 'connected') reconciler.forget();
    void Promise.all([image.refresh(), reconciler.run()]).then(queue.advance);
  });
  image.onChange((state) => {
    announce('image.changed', state);
    queue.advance();
  });
  gpus.onChange((state) => {
    const before = queue.state().queued;
    announce('gpus.changed', state);
    if (state.status === 'ok') recorder.record(state.gpus, state.sampledAt, gpus.intervalMs());
    if (before > 0) queue.advance();
  });
  settings.onChange((view) => {
    announce('settings.changed', view);
    void image.refresh();
    void engine.retry();
    void storage.enforceBudget();
    queue.advance();
  });
  takeUpUnfinished(store, queue);

  return {
    announcer,
    engine,
    image,
    gpus,
    gpuHistory: recorder.read,
    watchGpus(shown) {
      gpusShown = shown;
      paceGpus();
    },
    jobs,
    jobLife: createJobLife({ store, ledger, usage, gpus: recorder }),
    storage,
    hubToken,
    examplesFolder,
    settings: settings.view,
    updateSettings: settings.update,
    exportSettings: () => exportSettings(settings.stored()),
    previewImport: async (file) =>
      previewImport(path.basename(file), await readTransferFile(file), {
        stored: settings.stored(),
        locked: settings.view().locked,
      }),
    dismissNotices: settings.dismissNotices,
    start() {
      void engine.retry();
      gpus.start();
      void deletions.settleLeftovers();
    },
    async close() {
      image.cancel();
      await jobs.shutDown();
      await gpus.stop();
      recorder.close();
      engine.close();
      storageTeller.stop();
      history.close();
      folder.release();
    },
  };
}

/** On Linux, the system tells in which container a process runs; an engine elsewhere has no container of that id. */
function processOwner(engine: Engine, instance: string): IdentifyProcess | null {
  if (process.platform !== 'linux') return null;
  return createProcessOwner({
    procFolder: '/proc',
    jobOfContainer: async (id) => jobOfLabels(await engine.containerLabels(id), instance),
  });
}

const gatherMs = 200;

/** Calls `work` once for many changes that come together. */
function gathered(work: () => void): { tell(): void; stop(): void } {
  let timer: NodeJS.Timeout | null = null;
  return {
    tell() {
      timer ??= setTimeout(() => {
        timer = null;
        work();
      }, gatherMs);
    },
    stop() {
      if (timer) clearTimeout(timer);
    },
  };
}

const attempts = 5;
const pauseMs = 1_000;

/** Removes what earlier runs left in the engine, once for every time the engine was away. */
function createReconciler(engine: Engine, instance: string, storage: StorageKeeper, busy: () => boolean) {
  let clean = false;
  let running: Promise<void> | null = null;
  const run = async () => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (clean || busy() || engine.state().status !== 'connected') return;
      try {
        await removeLeftovers(engine, instance);
        await storage.reconcile();
        clean = true;
      } catch {
        // Where the engine is gone again, its return calls for another run.
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        await engine.retry();
      }
    }
    // Something that cannot be removed must not keep jobs from running for ever.
    clean = true;
  };
  return {
    clean: () => clean,
    forget: () => {
      clean = false;
    },
    run: () => {
      running ??= run().finally(() => {
        running = null;
      });
      return running;
    },
  };
}
