import { expect, test } from 'vitest';
import { describeDiagnostics } from './diagnostics.ts';

test('says what runs and how it is, without addresses, paths or what an engine wrote', () => {
  const text = describeDiagnostics({
    about: { 'ComputeSwarm Seller': '0.1.0' },
    engine: {
      status: 'disconnected',
      failure: { code: 'engine_unreachable', message: 'no answer from tcp://10.0.0.5:2375', retryable: true },
      since: 0,
      endpoint: 'tcp://10.0.0.5:2375',
    },
    image: { status: 'unknown', name: 'private.example/image' },
    gpus: { status: 'none', reason: '/home/ada has no driver' },
    queue: { accepting: false, running: 0, queued: 3, concurrency: 2 },
  });
  expect(text).toBe(
    [
      'ComputeSwarm Seller: 0.1.0',
      'Engine: disconnected (engine_unreachable)',
      'Image: unknown',
      'GPUs: none',
      'Queue: paused, 0 running, 3 queued, 2 at once',
      '',
    ].join('\n'),
  );
});
