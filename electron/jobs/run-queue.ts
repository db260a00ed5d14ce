import type { EngineState, ImageState } from '../../shared/engine.ts';
import type { Failure } from '../../shared/errors.ts';
import type { Job, QueueState, WaitReason } from '../../shared/jobs.ts';
import type { Settings } from '../../shared/settings.ts';

export type Grant = { kind: 'granted'; uuids: string[] } | { kind: 'busy' } | { kind: 'impossible'; failure: Failure };

export interface RunQueueDependencies {
  settings: () => Settings;
  engine: () => EngineState;
  image: () => ImageState;
  /** False until what an earlier run left in the engine has been removed. */
  clean: () => boolean;
  /** Asks for the GPUs of a job; `busy` where it has to wait for other jobs. */
  allocate: (job: Job) => Grant;
  /** Runs a job to its end; never rejects. */
  start: (job: Job, gpuUuids: string[]) => Promise<void>;
  refuse: (job: Job, failure: Failure) => void;
  /** Puts on record why a job does not run yet. */
  wait: (job: Job, reason: WaitReason) => void;
  changed: (state: QueueState) => void;
}

export interface RunQueue {
  add(job: Job): void;
  /** Takes a job that has not started out of the queue; false where it is not in it. */
  remove(id: string): boolean;
  /** Looks whether anything can start; call it whenever something that jobs wait for has changed. */
  advance(): void;
  state(): QueueState;
}

/** Jobs in the order they came. A job that waits for GPUs holds back later jobs that want GPUs, but no others. */
export function createRunQueue(dependencies: RunQueueDependencies): RunQueue {
  const waiting: Job[] = [];
  let running = 0;
  let advancing = false;

  const state = (): QueueState => {
    const { accepting, concurrency } = dependencies.settings().queue;
    return { accepting, concurrency, running, queued: waiting.length };
  };

  const blocker = (): WaitReason | null => {
    if (!dependencies.settings().queue.accepting) return 'paused';
    if (dependencies.engine().status !== 'connected' || !dependencies.clean()) return 'engine';
    const image = dependencies.image().status;
    return image === 'preparing' || image === 'unknown' ? 'image' : null;
  };

  const begin = (job: Job, uuids: string[]) => {
    running += 1;
    void dependencies.start(job, uuids).then(() => {
      running -= 1;
      dependencies.changed(state());
      advance();
    });
  };

  /** Starts the job, refuses it, or says what it waits for. */
  const consider = (job: Job, gpusTaken: boolean): WaitReason | 'left' => {
    const blocked = blocker();
    if (blocked) return blocked;
    if (running >= dependencies.settings().queue.concurrency) return 'turn';
    if (gpusTaken && job.spec.gpus.count > 0) return 'gpus';
    const grant = dependencies.allocate(job);
    if (grant.kind === 'busy') return 'gpus';
    if (grant.kind === 'impossible') dependencies.refuse(job, grant.failure);
    else begin(job, grant.uuids);
    return 'left';
  };

  const advance = () => {
    // Starting a job announces things, which may ask to advance again.
    if (advancing) return;
    advancing = true;
    let gpusTaken = false;
    for (const job of [...waiting]) {
      const reason = consider(job, gpusTaken);
      if (reason === 'left') waiting.splice(waiting.indexOf(job), 1);
      else {
        gpusTaken ||= reason === 'gpus';
        dependencies.wait(job, reason);
      }
    }
    advancing = false;
    dependencies.changed(state());
  };

  return {
    add(job) {
      waiting.push(job);
      advance();
    },
    remove(id) {
      const index = waiting.findIndex((job) => job.id === id);
      if (index < 0) return false;
      waiting.splice(index, 1);
      dependencies.changed(state());
      return true;
    },
    advance,
    state,
  };
}
