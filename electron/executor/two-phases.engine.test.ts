import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { onEngine } from '../../e2e/harness/on-engine.ts';
import { tryJob } from '../testing/executor-fixture.ts';
import { sourceDistribution } from '../testing/packages.ts';

const instance = 'test-two-phases';
const gpuA = 'GPU-aaaaaaaa-0000-0000-0000-000000000001';
const gpuB = 'GPU-bbbbbbbb-0000-0000-0000-000000000002';

const noteGpus = 'import os; found["gpus"] = os.environ.get("NVIDIA_VISIBLE_DEVICES")';
const noteInterfaces = 'import os; found["interfaces"] = sorted(os.listdir("/sys/class/net"))';

describe('two phases on a real engine', () => {
  const on = onEngine(instance);

  it('installs a package in setup and imports it in execution', async () => {
    const result = await tryJob(on.engine, instance, {
      requirements: ['probe'],
      wheels: [await sourceDistribution('probe', 'found["answer"] = 42')],
      script: `
import importlib.util, os, probe
print(probe.found["answer"], probe.__file__, os.path.exists(importlib.util.cache_from_source(probe.__file__)))
`,
    });
    expect(result.outcome.kind).toBe('succeeded');
    expect(result.phases).toEqual(['setup', 'executing', 'collecting']);
    expect(result.stdout).toMatch(/^42 \/environment\/lib\/python[\d.]+\/site-packages\/probe\.py True\n$/);
    expect(result.setupLog).toContain('Successfully installed probe-1.0');
    expect(result.progress.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['resolving', 'building', 'installing']),
    );
  });

  it('has no network in execution: only loopback exists', async () => {
    const result = await tryJob(on.engine, instance, {
      requirements: ['probe'],
      wheels: [await sourceDistribution('probe', noteInterfaces)],
      script: `
import os, socket, probe
print(probe.found["interfaces"], sorted(os.listdir("/sys/class/net")))
for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
    try:
        socket.socket(family).connect((address, 80))
        print("connected")
    except OSError as error:
        print(error.errno)
`,
    });
    const [interfaces, ...errors] = result.stdout.trim().split('\n');
    expect(interfaces).toBe("['lo'] ['lo']");
    // Refused at once: no such address family (97, 99) or network unreachable (101). Never a time-out.
    expect(errors).toHaveLength(2);
    for (const error of errors) expect(['97', '99', '101']).toContain(error);
  });

  it('runs a job without requirements in one phase, with the Python of the image', async () => {
    const result = await tryJob(on.engine, instance, { script: 'import sys; print(sys.prefix == sys.base_prefix)' });
    expect(result.outcome.kind).toBe('succeeded');
    expect(result.phases).toEqual(['executing', 'collecting']);
    expect(result.stdout).toBe('True\n');
  });

  it('ends a setup that never ends at the setup timeout, even if the build ignores TERM', async () => {
    const started = Date.now();
    const result = await tryJob(on.engine, instance, {
      requirements: ['probe'],
      wheels: [
        await sourceDistribution(
          'probe',
          'import signal, time; signal.signal(15, signal.SIG_IGN); print("building"); time.sleep(600)',
        ),
      ],
      script: 'print("never")',
      limits: { setupTimeoutSeconds: 3 },
    });
    expect(result.outcome).toMatchObject({ kind: 'timed_out', failure: { code: 'setup_timed_out', phase: 'setup' } });
    expect(result.phases).toEqual(['setup']);
    expect(result.stdout).toBe('');
    expect(Date.now() - started).toBeLessThan(60_000);
  });

  it('passes the GPUs to both phases, all of a multi-GPU job', async () => {
    const result = await tryJob(on.engine, instance, {
      requirements: ['probe'],
      wheels: [await sourceDistribution('probe', noteGpus)],
      script: 'import os, probe; print(probe.found["gpus"], os.environ["NVIDIA_VISIBLE_DEVICES"])',
      gpus: [gpuA, gpuB],
    });
    expect(result.stdout).toBe(`${gpuA},${gpuB} ${gpuA},${gpuB}\n`);
  });

  it('keeps the GPUs out of setup where the seller wants that', async () => {
    const result = await tryJob(on.engine, instance, {
      requirements: ['probe'],
      wheels: [await sourceDistribution('probe', noteGpus)],
      script: 'import os, probe; print(probe.found["gpus"], os.environ["NVIDIA_VISIBLE_DEVICES"])',
      gpus: [gpuA],
      limits: { gpusInSetup: false },
    });
    expect(result.stdout).toBe(`void ${gpuA}\n`);
  });

  it('gives a job that asks for no GPU none, whatever the image says', async () => {
    const result = await tryJob(on.engine, instance, {
      script: 'import os; print(os.environ["NVIDIA_VISIBLE_DEVICES"])',
    });
    expect(result.stdout).toBe('void\n');
  });

  describe('with the setup network off', () => {
    const limits = { setupNetwork: false };

    it('runs a job whose requirements the image satisfies, in one phase', async () => {
      const result = await tryJob(on.engine, instance, {
        requirements: ['numpy>=1.20', 'absent-on-windows; sys_platform == "win32"'],
        script: 'import numpy; print(numpy.array([1, 2]).sum())',
        limits,
      });
      expect(result.outcome.kind).toBe('succeeded');
      expect(result.phases).toEqual(['executing', 'collecting']);
      expect(result.stdout).toBe('3\n');
    });

    it('fails before anything runs where packages are missing, naming all of them and the setting', async () => {
      const result = await tryJob(on.engine, instance, {
        requirements: ['numpy', 'numpy>=900', 'no-such-package==1.0', 'probe>=2'],
        wheels: [await sourceDistribution('probe', 'print("build ran")')],
        script: 'print("never")',
        limits,
      });
      expect(result.outcome).toMatchObject({
        kind: 'failed',
        failure: {
          code: 'requirements_offline',
          phase: 'preparing',
          details: ['numpy>=900', 'no-such-package==1.0', 'probe>=2'],
          remedy: {
            text: expect.stringContaining('Setup network'),
            action: { kind: 'open_settings', section: 'setup' },
          },
        },
      });
      expect(result.phases).toEqual([]);
      expect(result.setupLog + result.stdout).toBe('');
    });

    it('installs what the job carries along, without any interface but loopback', async () => {
      const result = await tryJob(on.engine, instance, {
        requirements: ['probe'],
        wheels: [await sourceDistribution('probe', noteInterfaces)],
        script: 'import probe; print(probe.found["interfaces"])',
        limits,
      });
      expect(result.phases).toEqual(['setup', 'executing', 'collecting']);
      expect(result.stdout).toBe("['lo']\n");
    });
  });

  it('copies out what the script leaves in /outputs', async () => {
    const result = await tryJob(on.engine, instance, {
      script: 'import os; os.makedirs("/outputs/a/b"); open("/outputs/a/b/c.txt", "w").write("kept")',
    });
    expect(result.outcome).toMatchObject({ kind: 'succeeded', outputs: { files: 1, bytes: 4, refusedCount: 0 } });
    expect(await readFile(path.join(result.outputsFolder, 'a/b/c.txt'), 'utf8')).toBe('kept');
  });

  it('tells a failing script from a failing setup, each with its own last words', async () => {
    const script = await tryJob(on.engine, instance, {
      script: 'import sys; print("oh", file=sys.stderr); sys.exit(7)',
    });
    expect(script.outcome).toMatchObject({
      kind: 'failed',
      exitCode: 7,
      failure: { code: 'script_failed', phase: 'executing' },
    });
    expect(script.stderr).toBe('oh\n');
    const setup = await tryJob(on.engine, instance, {
      requirements: ['probe'],
      wheels: [await sourceDistribution('probe', 'raise SystemExit("the build broke here")')],
      script: 'print("never")',
    });
    expect(setup.outcome).toMatchObject({ kind: 'failed', failure: { code: 'setup_failed', phase: 'setup' } });
    expect(JSON.stringify(setup.outcome)).toContain('the build broke here');
    expect(setup.phases).toEqual(['setup']);
  });
});
