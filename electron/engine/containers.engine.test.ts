import { describe, expect, it } from 'vitest';
import { onEngine } from '../../e2e/harness/on-engine.ts';
import { sandboxImage } from '../../shared/settings.ts';
import { hardened } from '../executor/hardening.ts';

const instance = 'test-containers';
const mebibyte = 1024 * 1024;

describe('a container on a real engine', () => {
  const on = onEngine(instance);

  /** One that goes on for a minute unless it is stopped. */
  const create = () =>
    on.engine.createContainer(
      hardened(
        {
          image: sandboxImage,
          memoryBytes: 256 * mebibyte,
          cpus: 1,
          pids: 16,
          tmpBytes: mebibyte,
          shmBytes: mebibyte,
        },
        {
          name: `cs-${instance}`,
          labels: { 'computeswarm.instance': instance },
          user: { uid: 10_001, gid: 10_001 },
          command: ['sleep', '60'],
          environment: {},
          workingFolder: '/',
          mounts: [],
          network: 'none',
          gpus: [],
          largestFileBytes: mebibyte,
        },
      ),
    );

  it.each([0, 5, 20, 80])(
    'is stopped even when that is asked %i ms after its start was',
    async (milliseconds) => {
      const container = await create();
      const end = container.run(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      await container.stop(0);
      // `sleep` as process 1 takes no TERM.
      expect(await end).toEqual({ exitCode: 137, oomKilled: false });
      await container.remove();
    },
    30_000,
  );
});
