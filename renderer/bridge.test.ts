import { describe, expect, it, vi } from 'vitest';
import { AppError, type Failure } from '../shared/errors.ts';
import { contractVersion } from '../shared/ipc.ts';
import { createClient } from './bridge.ts';
import { english } from './testing/english.ts';
import { pretendBridge } from './testing/pretend-bridge.ts';

const refusal: Failure = {
  code: 'engine_unreachable',
  message: 'No engine.',
  retryable: true,
  remedy: { text: 'Start it.', action: { kind: 'retry_engine' } },
};

function setUp(answers: Parameters<typeof pretendBridge>[0]) {
  const onBadAnnouncement = vi.fn<(failure: Failure) => void>();
  const pretend = pretendBridge(answers);
  return {
    ...pretend,
    onBadAnnouncement,
    client: createClient({ bridge: pretend.bridge, onBadAnnouncement, words: () => english }),
  };
}

describe('request', () => {
  it('passes the argument on and gives back the value', async () => {
    const copy = vi.fn();
    const { client } = setUp({ 'app.copy': copy, 'jobs.pick': () => null });
    await client.request('app.copy', 'text');
    expect(copy).toHaveBeenCalledWith('text');
    expect(await client.request('jobs.pick', 'folder')).toBeNull();
  });

  it('throws the failure that the main process sent, whole', async () => {
    const { client } = setUp({
      'engine.retry': () => {
        throw new AppError(refusal);
      },
    });
    const error = await client.request('engine.retry').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ failure: refusal });
  });

  it('refuses an answer of another shape instead of handing it to a view', async () => {
    const { client } = setUp({ 'queue.get': () => ({ accepting: 'yes' }) });
    await expect(client.request('queue.get')).rejects.toMatchObject({ failure: { code: 'internal' } });
  });
});

describe('on', () => {
  const queue = { accepting: true, running: 1, queued: 0, concurrency: 1 };

  it('hands on valid announcements until it is stopped', () => {
    const { client, announce } = setUp({});
    const heard = vi.fn();
    const stop = client.on('queue.changed', heard);
    announce('queue.changed', queue);
    stop();
    announce('queue.changed', queue);
    expect(heard).toHaveBeenCalledExactlyOnceWith(queue);
  });

  it('tells a stale window from a wrong announcement, and hands on neither', () => {
    const { client, announce, onBadAnnouncement } = setUp({});
    const heard = vi.fn();
    client.on('queue.changed', heard);
    announce('queue.changed', queue, contractVersion + 1);
    announce('queue.changed', { ...queue, running: 'many' });
    expect(heard).not.toHaveBeenCalled();
    expect(onBadAnnouncement.mock.calls.map(([failure]) => failure.message)).toEqual([
      'This window is older than the app behind it.',
      'The app and its window disagree about “queue.changed”.',
    ]);
  });
});
