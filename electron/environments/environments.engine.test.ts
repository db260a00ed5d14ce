import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inWorld } from '../../e2e/harness/in-world.ts';
import { text } from '../../e2e/harness/world/world.ts';
import type { Engine } from '../engine/engine.ts';
import { keptLabel } from '../storage/storage-keeper.ts';
import { createTrialKept, type Trial, type TrialKept, type TrialResult, tryJob } from '../testing/executor-fixture.ts';
import { recordedEngine } from '../testing/recorded-engine.ts';

const instance = 'test-environments';
const at = inWorld(instance);

/** Counts the modules and the bytecode of `kept_parts`, and shows one hash for all files of the environment. */
const inventory = `
import hashlib, pathlib
everything = hashlib.sha256()
for file in sorted(pathlib.Path("/environment").rglob("*")):
    if file.is_file():
        everything.update(str(file).encode() + b"\\0" + hashlib.sha256(file.read_bytes()).digest())
parts = next(pathlib.Path("/environment/lib").rglob("kept_parts"))
print(len(list(parts.glob("m*.py"))), "modules,", len(list(parts.glob("__pycache__/m*.pyc"))), "compiled,", everything.hexdigest())
`;
const whole = /^300 modules, 300 compiled, [0-9a-f]{64}$/m;

let kept: TrialKept;
/** Steps of which containers were made, in order. */
let steps: string[];
let engine: Engine;

beforeEach(() => {
  ({ engine, steps } = recordedEngine(at.engine));
  kept = createTrialKept(engine, instance);
});
afterEach(() => kept.clear());

const trial = (requirements: string[], more: Partial<Trial> = {}): Promise<TrialResult> => {
  const { policy, certificates } = at.world.policy();
  return tryJob(engine, instance, {
    script: 'import sys; print(sys.prefix)',
    requirements,
    certificates,
    kept,
    ...more,
    limits: { egress: policy, ...more.limits },
  });
};

const environments = () => kept.storage.state().items.filter(({ kind }) => kind === 'environment');
const keptVolumes = async () => {
  const { volumes } = await at.engine.findLabelled(`${keptLabel}=${instance}`);
  return volumes.filter((name) => !name.endsWith('-downloads')).sort();
};
const succeeded = { kind: 'succeeded' };

describe('environments on a real engine', () => {
  beforeAll(async () => {
    const modules = Array.from({ length: 300 }, (_, index) => [`kept_parts/m${index}.py`, source(index)] as const);
    const files = { 'kept_parts/__init__.py': text(''), ...Object.fromEntries(modules) };
    await at.world.publishPackage({ name: 'kept-parts', files: [{ kind: 'wheel', files }] });
    await at.world.publishPackage({ name: 'kept-small', version: '1.0' });
    await at.world.publishPackage({ name: 'kept-small', version: '2.0' });
  });

  it('installs once, and then not at all: no setup, no container of it, no gateway', async () => {
    const first = await trial(['kept-small==2.0', 'kept-parts'], { script: inventory });
    expect(first.outcome).toMatchObject(succeeded);
    expect(first.environment?.origin).toBe('built');
    expect(steps).toEqual(['stage', 'stage', 'gateway', 'setup', 'execution']);
    steps.length = 0;
    await at.world.hosts.stop();
    // The same, as somebody else writes it.
    const second = await trial(['Kept.Parts', 'KEPT_small == 2.0'], { script: inventory });
    expect(second.outcome).toMatchObject(succeeded);
    expect(second.phases).toEqual(['executing', 'collecting']);
    expect(steps).toEqual(['stage', 'execution']);
    expect(second.environment).toEqual({ id: first.environment?.id, origin: 'kept' });
    expect(second.stdout).toBe(first.stdout);
    expect(second.notes.join()).toContain('no setup is needed');
  });

  it('compiles everything in setup, and execution cannot add to it', async () => {
    const { stdout } = await trial(['kept-parts'], { script: `import kept_parts.m1\n${inventory}` });
    expect(stdout).toMatch(whole);
  });

  it('makes another one for other requirements, and takes the packages from the cache with the index off', async () => {
    await trial(['kept-parts']);
    await at.world.hosts.stop();
    const { outcome, environment, ledger } = await trial(['kept-parts', 'kept-parts[none]']);
    expect(outcome).toMatchObject(succeeded);
    expect(environment?.origin).toBe('built');
    expect(environments()).toHaveLength(2);
    expect(ledger.some(({ cached, target }) => cached && target?.endsWith('.whl'))).toBe(true);
  });

  it('keeps a lock: names, versions, hashes, origins, and what pip check finds', async () => {
    const [wheel] = await at.world.publishPackage({ name: 'kept-locked', files: [{ kind: 'wheel' }] });
    const clean = await trial(['kept-locked']);
    const lock = kept.locks.get(clean.environment?.id ?? '');
    expect(lock).toMatchObject({ requirements: ['kept-locked'], conflicts: [] });
    expect(lock?.python).toMatch(/^3\.\d+\.\d+/);
    expect(lock?.imageId).toMatch(/^sha256:/);
    expect(lock?.packages).toEqual([
      {
        name: 'kept-locked',
        version: '1.0',
        hash: `sha256:${wheel?.sha256}`,
        origin: 'https://pypi.test/simple/kept-locked/',
      },
    ]);
    // What the image’s own packages require is not what this job asks for; pip only says so.
    await at.world.publishPackage({ name: 'tqdm', version: '0.1' });
    const conflicting = await trial(['tqdm==0.1']);
    expect(conflicting.outcome).toMatchObject(succeeded);
    const { conflicts = [] } = kept.locks.get(conflicting.environment?.id ?? '') ?? {};
    expect(conflicts.join()).toMatch(/huggingface.hub .* tqdm.* 0\.1/);
  });

  it('never uses a build that was broken off, whenever that was', async () => {
    // From nothing being there yet to almost everything being done.
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const moment = 150 + Math.random() * 2_500;
      const killed = attempt % 2 === 0;
      await trial(['kept-parts', 'kept-small'], {
        onEntered(phase, abort) {
          if (phase !== 'setup') return;
          void delay(moment).then(() => (killed ? killSetup() : abort()));
        },
      });
      const complete = environments();
      expect(await keptVolumes()).toEqual(complete.map(({ id }) => id));
      if (complete.length > 0) {
        const { stdout } = await trial(['kept-parts', 'kept-small'], { script: inventory });
        expect(stdout).toMatch(whole);
        await kept.clear();
      }
    }
    const { outcome, environment, stdout } = await trial(['kept-parts', 'kept-small'], { script: inventory });
    expect(outcome).toMatchObject(succeeded);
    expect(environment?.origin).toBe('built');
    expect(stdout).toMatch(whole);
  });

  it('keeps nothing of a setup that failed, or that ran out of time', async () => {
    await at.world.publishPackage({
      name: 'kept-slow',
      files: [{ kind: 'sdist', duringBuild: 'import time; time.sleep(60)' }],
    });
    const failed = await trial(['kept-parts', 'kept-nowhere']);
    expect(failed.outcome).toMatchObject({ kind: 'failed', failure: { code: 'setup_failed' } });
    const late = await trial(['kept-parts', 'kept-slow'], { limits: { setupTimeoutSeconds: 5 } });
    expect(late.outcome).toMatchObject({ kind: 'timed_out' });
    expect(environments()).toEqual([]);
    expect(await keptVolumes()).toEqual([]);
  });

  it('has two jobs wait for one build, and shows both how far it is', async () => {
    const [one, other] = await Promise.all([trial(['kept-parts']), trial(['kept-parts'])]);
    expect([one.outcome, other.outcome]).toMatchObject([succeeded, succeeded]);
    expect(steps.filter((step) => step === 'setup')).toHaveLength(1);
    const waited = one.environment?.origin === 'shared' ? one : other;
    expect([one.environment?.origin, other.environment?.origin].sort()).toEqual(['built', 'shared']);
    expect(one.environment?.id).toBe(other.environment?.id);
    expect(waited.progress.map(({ step }) => step)).toContain('installing');
    expect(waited.notes.join()).toContain('another job');
  });

  it('has the one that waits go on with the work when the other is cancelled', async () => {
    const building = Promise.withResolvers<() => void>();
    const first = trial(['kept-parts'], {
      onEntered: (phase, abort) => phase === 'setup' && building.resolve(abort),
    });
    const cancel = await building.promise;
    const second = await trial(['kept-parts'], {
      onEntered: (phase) => phase === 'setup' && void delay(200).then(cancel),
    });
    expect((await first).outcome).toEqual({ kind: 'cancelled' });
    expect(second.notes.join()).toContain('another job');
    expect(second.outcome).toMatchObject(succeeded);
    expect(second.environment?.origin).toBe('built');
  });

  it('cannot be changed by a hostile package in another setup, nor by a hostile script', async () => {
    const before = await trial(['kept-parts'], { script: inventory });
    await at.world.publishPackage({
      name: 'kept-hostile',
      files: [{ kind: 'wheel', files: { 'kept_hostile.pth': text(hostileLine) } }],
    });
    const hostile = await trial(['kept-parts', 'kept-hostile'], { script: `${hostileScript}${inventory}` });
    expect(hostile.outcome).toMatchObject(succeeded);
    // It can spoil its own environment, which nobody gets who does not ask for the same.
    expect(hostile.stdout).toContain('m1.py spoilt');
    expect(hostile.stdout.match(/^refused /gm)).toHaveLength(4);
    const spoiling = await trial(['kept-parts'], { script: hostileScript });
    expect(spoiling.stdout.match(/^refused /gm)).toHaveLength(4);
    const after = await trial(['kept-parts'], { script: inventory });
    expect(after.environment?.origin).toBe('kept');
    expect(after.stdout).toBe(before.stdout);
    expect(after.stdout).toMatch(whole);
  });

  it('drops what was not used for longest when it is too much, but nothing that a job holds', async () => {
    kept = createTrialKept(engine, instance, 0.000_001);
    const running = Promise.withResolvers<() => void>();
    let printed = '';
    const holding = trial(['kept-parts'], {
      script: `import importlib, time
for index in range(300):
    importlib.import_module(f"kept_parts.m{index}")
    print("module", index, flush=True)
    time.sleep(0.5)`,
      onOutput(phase, text, abort) {
        if (phase !== 'executing') return;
        printed = text;
        running.resolve(abort);
      },
    });
    const end = await running.promise;
    const [held] = environments();
    const other = await trial(['kept-small==1.0']);
    expect(other.outcome).toMatchObject(succeeded);
    expect(environments().map(({ id }) => id)).toEqual([held?.id]);
    expect(await keptVolumes()).toEqual([held?.id]);
    const before = printed;
    await vi.waitUntil(() => printed.length > before.length, 30_000);
    end();
    expect((await holding).stderr).toBe('');
    expect(environments()).toEqual([]);
    expect(await keptVolumes()).toEqual([]);
  });

  it('is made again where somebody has removed its volume', async () => {
    const first = await trial(['kept-small==1.0']);
    await at.engine.removeVolume(environments()[0]?.id ?? '');
    const second = await trial(['kept-small==1.0']);
    expect(second.outcome).toMatchObject(succeeded);
    expect(second.environment?.origin).toBe('built');
    expect(second.environment?.id).not.toBe(first.environment?.id);
  });

  it('has nothing left over after a reconciliation but what is on record', async () => {
    await trial(['kept-small==1.0']);
    const [environment] = environments();
    await at.engine.createVolume(`cs-${instance}-env-half`, { [keptLabel]: instance });
    await kept.storage.reconcile();
    expect(await keptVolumes()).toEqual([environment?.id]);
    await at.engine.removeVolume(environment?.id ?? '');
    await kept.storage.reconcile();
    expect(environments()).toEqual([]);
  });
});

/** As the engine does when memory runs out, or a person with `docker kill`. */
async function killSetup(): Promise<void> {
  const { containers } = await at.engine.findLabelled(`computeswarm.instance=${instance}`);
  await Promise.allSettled(containers.map((id) => at.engine.removeContainer(id)));
}

const source = (index: number) => text(`value = ${index}\n`.repeat(50));

/** A line of a `.pth` file, which every start of the environment’s Python runs: the first one while setup still goes on. */
const hostileLine = `import pathlib; [module.write_text("spoilt = True") for module in pathlib.Path("/environment/lib").glob("python*/site-packages/kept_parts/m1.py")]\n`;

const hostileScript = `
import os, pathlib, subprocess
import kept_parts.m1
print("m1.py", "spoilt" if hasattr(kept_parts.m1, "spoilt") else "as it was")
module = pathlib.Path(kept_parts.m1.__file__)
def attempt(what):
    try:
        what()
        print("changed")
    except OSError as error:
        print("refused", type(error).__name__, error.errno)
attempt(lambda: module.write_text("spoilt = True"))
attempt(lambda: module.unlink())
attempt(lambda: os.chmod("/environment", 0o777))
attempt(lambda: (module.parent / "new.py").write_text(""))
subprocess.run(["mount", "-o", "remount,rw", "/environment"], stderr=subprocess.DEVNULL)
`;
