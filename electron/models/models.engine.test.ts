import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inWorld } from '../../e2e/harness/in-world.ts';
import { type Content, digestOf } from '../../e2e/harness/world/content.ts';
import { generated, text } from '../../e2e/harness/world/world.ts';
import type { ModelRequest } from '../../shared/models.ts';
import { createConnection } from '../engine/connection.ts';
import type { Engine } from '../engine/engine.ts';
import { keptLabel } from '../storage/storage-keeper.ts';
import { createTrialKept, type Trial, type TrialKept, type TrialResult, tryJob } from '../testing/executor-fixture.ts';
import { recordedEngine } from '../testing/recorded-engine.ts';

const instance = 'test-models';
const at = inWorld(instance);
const mebibyte = 1024 * 1024;
/** What a connection that is cut may lose. */
const chunk = mebibyte;

let kept: TrialKept;
let engine: Engine;
let steps: string[];

beforeEach(() => {
  ({ engine, steps } = recordedEngine(at.engine));
  kept = createTrialKept(engine, instance);
});
afterEach(() => kept.clear());

const model = (repo: string, more: Partial<ModelRequest> = {}): ModelRequest => ({
  repo,
  type: 'model',
  revision: 'main',
  include: [],
  exclude: [],
  origin: 'declared',
  ...more,
});

const trial = (models: ModelRequest[], more: Partial<Trial> & { allowlist?: string[] } = {}): Promise<TrialResult> => {
  const { allowlist, limits, ...rest } = more;
  const { policy, certificates } = at.world.policy(allowlist ? { allowlist } : {});
  return tryJob(engine, instance, {
    script: 'print("ran")',
    models,
    certificates,
    kept,
    ...rest,
    limits: { egress: policy, detectedModels: true, ...limits },
  });
};

/** Python that has the real client of the image load `repo`, and prints every file with its hash. */
const load = (repo: string, options = '') => `
import hashlib, pathlib
from huggingface_hub import hf_hub_download, snapshot_download
folder = pathlib.Path(snapshot_download(${JSON.stringify(repo)}${options}))
for file in sorted(folder.rglob("*")):
    if file.is_file():
        print(file.relative_to(folder), hashlib.sha256(file.read_bytes()).hexdigest())
`;
const listed = (files: Record<string, Content>) =>
  Object.entries(files)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, content]) => `${path} ${digestOf(content, 'sha256')}\n`)
    .join('');

let published = 0;
/** A repository of its own for each test. */
async function publish(
  files: Record<string, { content: Content; lfs?: boolean }>,
  more: Partial<Parameters<typeof at.world.publishRepository>[0]> = {},
) {
  published += 1;
  const id = `owner/kept-${published}`;
  const { commit } = await at.world.publishRepository({ id, files, ...more });
  const contents = Object.fromEntries(Object.entries(files).map(([path, { content }]) => [path, content]));
  return { id, commit, contents };
}

const small = () => ({
  'config.json': { content: text('{"a": 1}') },
  'onnx/model.bin': { content: generated(3 * mebibyte, published + 1), lfs: true },
});

/** Bytes of bodies that hosts sent for files. */
async function sentBytes(): Promise<number> {
  const requests = [...(await at.world.hosts.requests('cdn.hub.test')), ...(await at.world.hosts.requests('hub.test'))];
  return requests.filter(({ path }) => !path.startsWith('/api/models')).reduce((sum, { sent }) => sum + sent, 0);
}

const succeeded = { kind: 'succeeded' };

describe('models on a real engine', () => {
  it('is found by the real client in execution, without a network and without a setup container', async () => {
    const { id, commit, contents } = await publish(small());
    const first = await trial([model(id)], { script: load(id) });
    expect(first.outcome).toMatchObject(succeeded);
    expect(first.stdout).toBe(listed(contents));
    expect(first.phases).toEqual(['setup', 'executing', 'collecting']);
    expect(steps).toEqual(['stage', 'stage', 'gateway', 'stage', 'execution']);
    expect(first.models).toMatchObject([{ repo: id, revision: 'main', commit, files: 2, origin: 'fetched' }]);
    const whole = first.fetching.at(-1)?.repositories[0];
    expect(whole).toMatchObject({ state: 'done', files: 2, filesDone: 2, bytes: whole?.totalBytes });

    steps.length = 0;
    await at.world.hosts.stop();
    const second = await trial([model(id)], {
      script: `${load(id)}\nprint(hf_hub_download(${JSON.stringify(id)}, "config.json").endswith("config.json"))`,
    });
    expect(second.stdout).toBe(`${listed(contents)}True\n`);
    expect(second.phases).toEqual(['executing', 'collecting']);
    expect(steps).toEqual(['stage', 'stage', 'execution']);
    expect(second.models).toMatchObject([{ commit, origin: 'kept' }]);
  });

  it('cannot be written by the job, which sees its own repositories only', async () => {
    const one = await publish(small());
    const other = await publish({ 'secret.bin': { content: text('of another buyer') } });
    await trial([model(other.id)]);
    const { stdout } = await trial([model(one.id)], { script: prying(one.id) });
    expect(stdout).toMatch(/^refused \d+ of \d+ files$/m);
    expect(stdout).not.toContain('changed');
    expect(stdout).toContain('/job read-only\n');
    expect(stdout).toContain('/models/0 read-only\n');
    expect(stdout).toContain('closed /models/0/partial\n');
    expect(stdout).not.toContain('secret');
    expect(stdout).not.toContain(other.id.replace('/', '--'));
    const after = await trial([model(one.id)], { script: load(one.id) });
    expect(after.stdout).toBe(listed(one.contents));
  });

  it('has what a branch, a tag and a commit mean, and only the files that are wanted', async () => {
    const { id, commit, contents } = await publish(small(), { tags: ['v1'] });
    const newer = await at.world.publishRepository({ id, files: { 'config.json': { content: text('{"a": 2}') } } });
    const { stdout, models } = await trial(
      [model(id), model(id, { revision: 'v1' }), model(id, { revision: commit, include: ['*.json'] })],
      {
        script: `${load(id)}${load(id, ', revision="v1"')}`,
      },
    );
    expect(stdout).toBe(listed({ 'config.json': text('{"a": 2}') }) + listed(contents));
    expect(models.map((one) => [one.commit, one.files])).toEqual([
      [newer.commit, 1],
      [commit, 2],
      [commit, 1],
    ]);
    const filtered = await trial([model(id, { revision: 'v1', exclude: ['onnx/*'] })], {
      script: load(id, ', revision="v1"'),
    });
    expect(filtered.stdout).toBe(listed({ 'config.json': contents['config.json'] ?? [] }));
  });

  it('keeps datasets apart from models', async () => {
    const { id, contents } = await publish({ 'data/train.csv': { content: text('a,b\n1,2\n') } }, { type: 'dataset' });
    const { stdout } = await trial([model(id, { type: 'dataset' })], { script: load(id, ', repo_type="dataset"') });
    expect(stdout).toBe(listed(contents));
  });

  it('fetches a large file that is cut five times whole, and next to nothing twice', async () => {
    const size = 300 * 1_000_000;
    const { id, contents } = await publish({ 'model.safetensors': { content: generated(size, 7), lfs: true } });
    const fault = { kind: 'cut', afterBytes: 11_000_000 } as const;
    await at.world.faults.add({ host: 'cdn.hub.test', times: 5, fault });
    const { outcome, stdout } = await trial([model(id)], { script: load(id) });
    expect(outcome).toMatchObject(succeeded);
    expect(stdout).toBe(listed(contents));
    const requests = await at.world.hosts.requests('cdn.hub.test');
    expect(requests.filter(({ complete, method }) => method === 'GET' && !complete)).toHaveLength(5);
    expect(await sentBytes()).toBeLessThanOrEqual(size + 5 * chunk);
  });

  it('goes on after a cancelled job, and after a gateway that was killed', async () => {
    const size = 120 * 1_000_000;
    const { id, contents } = await publish({ 'model.bin': { content: generated(size, 8), lfs: true } });
    await at.world.faults.add({ host: 'cdn.hub.test', fault: { kind: 'slow', bytesPerSecond: 6_000_000 } });
    const cancelled = await trial([model(id)], { onFetching: whenFetched(0.3, (abort) => abort()) });
    expect(cancelled.outcome).toEqual({ kind: 'cancelled' });
    const killed = await trial([model(id)], { onFetching: whenFetched(0.6, () => void killGateway()) });
    expect(killed.outcome).toMatchObject({ kind: 'failed', failure: { code: 'gateway_failed' } });
    const [item] = kept.storage.state().items.filter(({ kind }) => kind === 'model');
    expect(item?.bytes).toBeGreaterThan(0.5 * size);
    await at.world.faults.clear();
    const { stdout } = await trial([model(id)], { script: load(id) });
    expect(stdout).toBe(listed(contents));
    // Up to eight connections were cut each time; what was on its way in the network was sent for nothing.
    expect(await sentBytes()).toBeLessThanOrEqual(size + 2 * 8 * 2 * chunk);
  });

  it('never shows a job a file with a wrong hash', async () => {
    const { id } = await publish(small());
    await at.world.faults.add({ host: 'cdn.hub.test', fault: { kind: 'corrupt' } });
    const { outcome, phases } = await trial([model(id)]);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'download_failed', phase: 'setup' } });
    expect(phases).toEqual(['setup']);
    await at.world.faults.clear();
    const { stdout } = await trial([model(id, { include: ['config.json'] })], {
      script: 'import os; print(sorted(os.listdir("/models/0/blobs")).__len__())',
    });
    expect(stdout).toBe('1\n');
  });

  it('gives the seller’s token to the hub alone', async () => {
    const token = 'hf_the_sellers_own_token';
    const { id, contents } = await publish(small(), { gated: true, token });
    const without = await trial([model(id)]);
    expect(without.outcome).toMatchObject({
      failure: { code: 'model_gated', remedy: { action: { section: 'models' } } },
    });
    const seen: string[] = [];
    const { stdout, setupLog, stderr, ledger } = await trial([model(id)], {
      hubToken: token,
      script: `import os; print(dict(os.environ))\n${load(id)}`,
      onEntered: (phase) => phase === 'setup' && void inspectContainers(seen),
    });
    expect(stdout).toContain(listed(contents));
    expect([stdout, stderr, setupLog, JSON.stringify(ledger), ...seen].join()).not.toContain(token);
    const authorised = async (host: string) =>
      (await at.world.hosts.requests(host)).filter(({ headers }) => headers.authorization !== undefined);
    expect((await authorised('hub.test')).map(({ headers }) => headers.authorization)).toContain(`Bearer ${token}`);
    expect(await authorised('cdn.hub.test')).toEqual([]);
  });

  it('names what is wrong, and goes on without what was only detected', async () => {
    const { id } = await publish(small());
    const declared = async (request: ModelRequest) => (await trial([request])).outcome;
    expect(await declared(model('owner/nowhere'))).toMatchObject({ failure: { code: 'model_not_found' } });
    expect(await declared(model(id, { revision: 'gone' }))).toMatchObject({
      failure: { code: 'model_revision_not_found' },
    });
    expect(await declared(model(id, { include: ['*.exe'] }))).toMatchObject({ failure: { code: 'model_no_files' } });
    const detected = await trial([model(id), model('owner/nowhere', { origin: 'detected' })]);
    expect(detected.outcome).toMatchObject(succeeded);
    expect(detected.notes.join()).toContain('owner/nowhere');
    const off = await trial([model(id, { origin: 'detected' })], { limits: { detectedModels: false } });
    expect(off.models).toEqual([]);
    const blocked = await trial([model(id, { revision: 'v9' })], { allowlist: ['pypi.test'] });
    expect(blocked.outcome).toMatchObject({
      failure: { code: 'host_blocked', remedy: { action: { kind: 'allow_hosts', hosts: ['hub.test'] } } },
    });
  });

  it('stops at the setup timeout, and the next job goes on from there', async () => {
    const size = 60 * 1_000_000;
    const { id, contents } = await publish({ 'model.bin': { content: generated(size, 9), lfs: true } });
    await at.world.faults.add({ host: 'cdn.hub.test', fault: { kind: 'slow', bytesPerSecond: 2_000_000 } });
    const { outcome } = await trial([model(id)], { limits: { setupTimeoutSeconds: 4 } });
    expect(outcome).toMatchObject({ kind: 'timed_out', failure: { code: 'setup_timed_out' } });
    await at.world.faults.clear();
    const { stdout, fetching } = await trial([model(id)], { script: load(id) });
    expect(stdout).toBe(listed(contents));
    expect(
      fetching.find(({ repositories: [one] }) => one?.state === 'fetching')?.repositories[0]?.bytes,
    ).toBeGreaterThan(mebibyte);
  });

  it('needs no network for what is kept, and says so of what is not', async () => {
    const { id, contents } = await publish(small());
    await trial([model(id)]);
    const offline = { limits: { setupNetwork: false } };
    const there = await trial([model(id)], { script: load(id), ...offline });
    expect(there.stdout).toBe(listed(contents));
    const missing = await trial([model('owner/nowhere')], offline);
    expect(missing.outcome).toMatchObject({ failure: { code: 'models_offline', phase: 'preparing' } });
    expect(missing.phases).toEqual([]);
  });

  it('fetches beside the installation of packages, and shows both', async () => {
    const { id } = await publish({ 'model.bin': { content: generated(20_000_000, 10), lfs: true } });
    await at.world.publishPackage({ name: 'beside-models' });
    await at.world.faults.add({ host: 'cdn.hub.test', fault: { kind: 'slow', bytesPerSecond: 4_000_000 } });
    const { outcome, progress, fetching } = await trial([model(id)], {
      requirements: ['beside-models'],
      script: `import beside_models\n${load(id)}`,
    });
    expect(outcome).toMatchObject(succeeded);
    expect(steps.filter((step) => step === 'gateway')).toHaveLength(1);
    expect(progress.map(({ step }) => step)).toContain('installing');
    expect(fetching.some(({ files, bytesPerSecond }) => files.length > 0 && bytesPerSecond > 0)).toBe(true);
  });

  it('is fetched once for two jobs at once', async () => {
    const size = 20_000_000;
    const { id, contents } = await publish({ 'model.bin': { content: generated(size, 11), lfs: true } });
    await at.world.faults.add({ host: 'cdn.hub.test', fault: { kind: 'slow', bytesPerSecond: 4_000_000 } });
    const both = await Promise.all([
      trial([model(id)], { script: load(id) }),
      trial([model(id)], { script: load(id) }),
    ]);
    for (const { stdout, fetching } of both) {
      expect(stdout).toBe(listed(contents));
      expect(fetching.some(({ files }) => files.length > 0)).toBe(true);
    }
    expect(await sentBytes()).toBeLessThan(size + chunk);
    expect(both.map(({ models }) => models[0]?.origin).sort()).toEqual(['fetched', 'kept']);
  });

  it('is dropped with its record, and fetched again', async () => {
    const { id, contents } = await publish(small());
    await trial([model(id)]);
    await kept.clear();
    const { volumes } = await at.engine.findLabelled(`${keptLabel}=${instance}`);
    expect(volumes.filter((name) => name.includes('-model-'))).toEqual([]);
    const { stdout, models } = await trial([model(id)], { script: load(id) });
    expect(stdout).toBe(listed(contents));
    expect(models).toMatchObject([{ origin: 'fetched' }]);
  });
});

/** Calls `act` once, when so much of the first repository has come. */
function whenFetched(share: number, act: (abort: () => void) => void): NonNullable<Trial['onFetching']> {
  let done = false;
  return ({ repositories: [repository] }, abort) => {
    if (done || !repository?.totalBytes || repository.bytes < share * repository.totalBytes) return;
    done = true;
    act(abort);
  };
}

/** All that anybody can ask the engine about the installation’s containers, for as long as there are any. */
async function inspectContainers(seen: string[]): Promise<void> {
  const { client } = createConnection({ setting: () => 'auto', environment: process.env });
  const docker = await client().docker();
  const filters = { label: [`computeswarm.instance=${instance}`] };
  for (;;) {
    const containers = await docker.listContainers({ all: true, filters });
    if (containers.length === 0) return;
    for (const { Id: id } of containers) {
      const found = await docker
        .getContainer(id)
        .inspect()
        .catch(() => null);
      if (found) seen.push(JSON.stringify(found));
    }
  }
}

async function killGateway(): Promise<void> {
  const { containers } = await at.engine.findLabelled('computeswarm.phase=gateway');
  await Promise.all(containers.map((id) => at.engine.removeContainer(id)));
}

const prying = (repo: string) => `
import os, pathlib
from huggingface_hub import snapshot_download
folder = pathlib.Path(snapshot_download(${JSON.stringify(repo)}))
refused = files = 0
for file in folder.rglob("*"):
    if file.is_file():
        files += 1
        for attempt in (lambda: file.resolve().write_bytes(b"x"), lambda: file.resolve().unlink(), lambda: file.unlink()):
            try:
                attempt()
                print("changed")
            except OSError:
                refused += 1
print("refused", refused // 3, "of", files, "files")
for line in open("/proc/mounts"):
    place, options = line.split()[1], line.split()[3].split(",")
    if place in ("/job", "/models/0"):
        print(place, "read-only" if "ro" in options else "writable")
for top in ("/models", "/job/huggingface"):
    for place, folders, names in os.walk(top, onerror=lambda error: print("closed", error.filename)):
        print(place, folders, names)
try:
    snapshot_download("owner/kept-1")
except Exception as error:
    print(type(error).__name__)
`;
