import { describe, expect, it } from 'vitest';
import type { EngineState, ImageState } from '../../shared/engine.ts';
import type { Job, WaitReason } from '../../shared/jobs.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { createRunQueue, type Grant } from './run-queue.ts';

const connected: EngineState = {
  status: 'connected',
  version: '28',
  apiVersion: '1.51',
  operatingSystem: 'x',
  architecture: 'x86_64',
  cpus: 1,
  memoryBytes: 1,
  endpoint: '/x',
};
const ready: ImageState = { status: 'ready', name: 'x', id: 'x', sizeBytes: 1, createdAt: '' };

function job(id: string, gpus = 0): Job {
  return {
    ...aJob(id, 'queued'),
    id,
    spec: { ...aJob(id).spec, gpus: { count: gpus, minMemoryMiB: 0 } },
    waitingFor: 'turn',
  };
}

function setUp(grant: (job: Job) => Grant = () => ({ kind: 'granted', uuids: [] })) {
  const world = { settings: structuredClone(defaultSettings), engine: connected, image: ready, clean: true };
  const started: string[] = [];
  const refused: string[] = [];
  const waits = new Map<string, WaitReason>();
  const finish = new Map<string, () => void>();
  const queue = createRunQueue({
    settings: () => world.settings,
    engine: () => world.engine,
    image: () => world.image,
    clean: () => world.clean,
    allocate: grant,
    start: ({ id }) => {
      started.push(id);
      return new Promise((resolve) => finish.set(id, resolve));
    },
    refuse: ({ id }) => refused.push(id),
    wait: ({ id }, reason) => waits.set(id, reason),
    changed: () => undefined,
  });
  return { world, queue, started, refused, waits, finish };
}

describe('createRunQueue', () => {
  it('starts jobs in order, as many at once as allowed', async () => {
    const { queue, started, waits, finish } = setUp();
    for (const id of ['a', 'b', 'c']) queue.add(job(id));
    expect(started).toEqual(['a']);
    expect(waits.get('b')).toBe('turn');
    finish.get('a')?.();
    await new Promise(setImmediate);
    expect(started).toEqual(['a', 'b']);
    expect(queue.state()).toMatchObject({ running: 1, queued: 1 });
  });

  it.each<[WaitReason, (world: ReturnType<typeof setUp>['world']) => void]>([
    ['paused', (world) => Object.assign(world.settings.queue, { accepting: false })],
    ['engine', (world) => Object.assign(world, { engine: { status: 'connecting' } })],
    ['engine', (world) => Object.assign(world, { clean: false })],
    ['image', (world) => Object.assign(world, { image: { status: 'unknown', name: 'x' } })],
  ])('waits and says why: %s', (reason, change) => {
    const { world, queue, started, waits } = setUp();
    const before = { ...world, settings: structuredClone(world.settings) };
    change(world);
    queue.add(job('a'));
    expect(started).toEqual([]);
    expect(waits.get('a')).toBe(reason);
    Object.assign(world, before);
    queue.advance();
    expect(started).toEqual(['a']);
  });

  it('starts a job whose image is missing, so that it fails with the reason instead of waiting for ever', () => {
    const { world, queue, started } = setUp();
    Object.assign(world, { image: { status: 'missing', name: 'x' } });
    queue.add(job('a'));
    expect(started).toEqual(['a']);
  });

  it('lets jobs without GPUs pass one that waits for GPUs, but no other that wants GPUs', () => {
    const { world, queue, started, waits } = setUp(({ id }) =>
      id === 'big' ? { kind: 'busy' } : { kind: 'granted', uuids: [] },
    );
    world.settings.queue.concurrency = 9;
    queue.add(job('big', 4));
    queue.add(job('small', 1));
    queue.add(job('none', 0));
    expect(started).toEqual(['none']);
    expect([waits.get('big'), waits.get('small')]).toEqual(['gpus', 'gpus']);
  });

  it('refuses what can never run and goes on with the next', () => {
    const failure = { code: 'gpu_insufficient' as const, message: 'no', retryable: false };
    const { queue, started, refused } = setUp(({ id }) =>
      id === 'a' ? { kind: 'impossible', failure } : { kind: 'granted', uuids: [] },
    );
    queue.add(job('a', 9));
    queue.add(job('b'));
    expect(refused).toEqual(['a']);
    expect(started).toEqual(['b']);
    expect(queue.state().queued).toBe(0);
  });

  it('takes a waiting job out, once', () => {
    const { queue, started } = setUp();
    queue.add(job('a'));
    queue.add(job('b'));
    expect(queue.remove('b')).toBe(true);
    expect(queue.remove('b')).toBe(false);
    expect(queue.remove('a')).toBe(false);
    expect(started).toEqual(['a']);
  });
});
