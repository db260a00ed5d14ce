import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generated, text } from '../../../../e2e/harness/world/content.ts';
import { createFaults, type Faults } from '../../../../e2e/harness/world/faults.ts';
import { createHttpHost, type HttpHost } from '../../../../e2e/harness/world/http-host.ts';
import { createHub, type Hub } from '../../../../e2e/harness/world/hub.ts';
import {
  type Fault,
  type PublishedRepository,
  type RepositorySpec,
  repositorySchema,
} from '../../../../e2e/harness/world/protocol.ts';
import { type FetchEvent, fetchEventSchema } from '../../../../shared/models.ts';
import { tinyDisk } from '../../../testing/tiny-disk.ts';
import { recordingLedger, startTestHost, type TestHost } from '../../testing/https-host.ts';
import { createDirectAgent } from '../upstream/direct-agent.ts';
import { createUpstream } from '../upstream/upstream.ts';
import { type FetchOptions, type ModelFetch, startFetch } from './start-fetch.ts';

const mebibyte = 1024 * 1024;
const segmentBytes = 4 * mebibyte;
const hubUrl = 'https://hub.test';

type Order = FetchOptions['orders']['models'][number];

describe('startFetch', () => {
  let root: string;
  let host: TestHost;
  let hub: Hub;
  let hosts: { hub: HttpHost; cdn: HttpHost };
  let faults: Faults;
  let ledger = recordingLedger();
  let events: FetchEvent[];
  /** Looks at each request first; answers it where it returns true. */
  let intercept: (request: IncomingMessage, response: ServerResponse, isCdn: boolean) => boolean | undefined;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'models-'));
    host = await startTestHost(['hub.test', 'cdn.test']);
    hub = createHub({ url: hubUrl, cdnUrl: 'https://cdn.test' });
    faults = createFaults();
    const reset = (request: IncomingMessage) => request.socket.destroy();
    hosts = {
      hub: createHttpHost({ name: 'hub.test', route: hub.api, faults, reset }),
      cdn: createHttpHost({ name: 'cdn.test', route: hub.cdn, faults, reset }),
    };
    intercept = () => false;
    host.answer((request, response) => {
      const isCdn = request.headers.host === 'cdn.test';
      if (!intercept(request, response, isCdn)) (isCdn ? hosts.cdn : hosts.hub).handle(request, response);
    });
    events = [];
  });
  afterEach(async () => {
    await host.close();
    await rm(root, { recursive: true, force: true });
  });

  const publish = (spec: RepositorySpec): PublishedRepository => hub.publish(repositorySchema.parse(spec));
  const publishLarge = (size: number): string => {
    const { etags } = publish({ id: 'o/m', files: { 'weights.bin': { content: generated(size), lfs: true } } });
    return etags['weights.bin'] ?? '';
  };
  const order = (parts: Partial<Order> = {}): Order => {
    const repo = parts.repo ?? 'o/m';
    const folder = path.join(root, repo.replace('/', '-'));
    return { repo, type: 'model', revision: 'main', include: [], exclude: [], folder, ...parts };
  };
  const addFault = (fault: Fault, parts: { host?: string; path?: RegExp; times?: number } = {}) =>
    faults.add({ host: 'cdn.test', path: /^/, ...parts, fault });

  const start = (models: Order[], options: { hubToken?: string; fetchSeconds?: number } = {}): ModelFetch => {
    const { hubToken = '', fetchSeconds = 60 } = options;
    ledger = recordingLedger();
    events = [];
    let isSending = false;
    const upstream = createUpstream({
      dialer: host.dialer,
      ledger,
      certificates: host.authority,
      connect: createDirectAgent,
      ...(hubToken === '' ? {} : { credential: { origin: hubUrl, token: hubToken } }),
    });
    return startFetch({
      orders: { models, fetchSeconds, hubToken },
      hubUrl,
      upstream,
      output: {
        async send(event) {
          expect(isSending).toBe(false);
          isSending = true;
          events.push(structuredClone(fetchEventSchema.parse(event)));
          await new Promise((resolve) => setImmediate(resolve));
          isSending = false;
        },
      },
      onUnexpected: (error) => {
        throw error;
      },
      segmentBytes,
    });
  };
  const fetch = (models: Order[], options: { hubToken?: string; fetchSeconds?: number } = {}) =>
    start(models, options).finished;

  const outcomes = () => events.filter(({ event }) => event === 'fetched' || event === 'fetch_failed');
  const problems = () => events.map((event) => event.event === 'fetch_failed' && event.problem).filter(Boolean);
  const filesTold = () => events.flatMap((event) => (event.event === 'fetched_file' ? [event.file] : []));
  const lastProgress = () =>
    events.flatMap((event) => (event.event === 'fetch_progress' ? [event.progress] : [])).at(-1);
  const sentByCdn = () => hosts.cdn.requests().reduce((sum, { sent }) => sum + sent, 0);

  /** The names of all blobs in a volume, each of which is what its name says. */
  const blobs = async (folder = order().folder): Promise<string[]> => {
    const names = await readdir(path.join(folder, 'blobs')).catch(() => []);
    for (const name of names) {
      const bytes = await readFile(path.join(folder, 'blobs', name));
      const hash = name.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${bytes.length}\0`);
      expect(hash.update(bytes).digest('hex')).toBe(name);
    }
    return names.sort();
  };
  const partials = (folder = order().folder) => readdir(path.join(folder, 'partial'));

  it('brings all files of a commit into the volume, and the next time only asks for the list', async () => {
    const files = {
      'config.json': { content: text('{}') },
      'copy.json': { content: text('{}') },
      'empty.txt': { content: text('') },
      'deep/er/ümlaut %20#?.txt': { content: text('deep') },
      'weights.bin': { content: generated(3 * mebibyte), lfs: true },
    };
    const { commit, etags } = publish({ id: 'o/m', files, pageSize: 2, tags: ['v1/a'] });
    await fetch([order({ revision: 'v1/a' })]);
    const unique = [...new Set(Object.values(etags))].sort();
    expect(await blobs()).toEqual(unique);
    expect(await partials()).toEqual([]);
    for (const name of unique) {
      expect((await stat(path.join(order().folder, 'blobs', name))).mode & 0o777).toBe(0o444);
    }
    expect((await stat(path.join(order().folder, 'blobs'))).mode & 0o777).toBe(0o755);
    expect(Object.fromEntries(filesTold().map((file) => [file.path, file.blob]))).toEqual(etags);
    const bytes = 3 * mebibyte + 6;
    expect(events.filter(({ event }) => event !== 'fetch_progress').at(-1)).toEqual({
      event: 'fetched',
      index: 0,
      commit,
      storedBytes: bytes,
      fetchedBytes: bytes,
    });
    expect(lastProgress()).toMatchObject({
      repositories: [{ repo: 'o/m', type: 'model', state: 'done', files: 5, filesDone: 5, bytes, totalBytes: bytes }],
      files: [],
    });
    expect(ledger.rows.every(({ kind, verdict }) => kind === 'hub' && verdict?.outcome === 'allowed')).toBe(true);

    await fetch([order({ revision: 'v1/a' })]);
    expect(ledger.rows.every(({ target }) => target?.startsWith('/api/models/o/m/'))).toBe(true);
    expect(outcomes()).toMatchObject([{ event: 'fetched', commit, storedBytes: bytes, fetchedBytes: 0 }]);
    expect(filesTold()).toHaveLength(5);
  });

  it('fetches datasets, of which only what is wanted', async () => {
    const files = {
      'data/train.bin': { content: generated(1_000_000), lfs: true },
      'data/test.csv': { content: text('1,2') },
      'README.md': { content: text('read me') },
    };
    const { etags } = publish({ id: 'o/m', type: 'dataset', files });
    await fetch([order({ type: 'dataset', include: ['data/'], exclude: ['*.csv'] })]);
    expect(await blobs()).toEqual([etags['data/train.bin']]);
    expect(filesTold().map((file) => file.path)).toEqual(['data/train.bin']);
    await fetch([order({ type: 'dataset', include: ['*.parquet'] })]);
    expect(problems()).toEqual(['no_files']);
    await fetch([order()]);
    expect(problems()).toEqual(['not_found']);
  });

  it('goes on after cuts without fetching more than a block twice', async () => {
    const size = 20 * mebibyte;
    const blob = publishLarge(size);
    for (const afterBytes of [100_000, 3_000_000, 1, 700_000, 100_000])
      addFault({ kind: 'cut', afterBytes }, { times: 1 });
    await fetch([order()]);
    expect(await blobs()).toEqual([blob]);
    expect(hosts.cdn.requests()).toHaveLength(10);
    expect(sentByCdn()).toBeLessThanOrEqual(size + 5 * mebibyte);
    expect(ledger.reasons().filter((reason) => reason === 'cut')).toHaveLength(5);
    expect(outcomes()).toMatchObject([{ event: 'fetched', storedBytes: size }]);
  });

  it('gives up a file whose host breaks off without end, and keeps what came', async () => {
    publishLarge(2 * mebibyte);
    addFault({ kind: 'cut', afterBytes: 700_000 }, { times: 1 });
    addFault({ kind: 'status', status: 404 });
    await fetch([order()]);
    expect(outcomes()).toMatchObject([
      { event: 'fetch_failed', problem: 'network', detail: 'cdn.test answered 404 where weights.bin was expected.' },
    ]);
    const failed = outcomes()[0];
    expect(failed?.event === 'fetch_failed' && failed.storedBytes).toBeGreaterThanOrEqual(600_000);
    expect(await blobs()).toEqual([]);
  });

  it('waits for a line that was lost for a moment', async () => {
    const blob = publishLarge(6 * mebibyte);
    addFault({ kind: 'slow', bytesPerSecond: 4 * mebibyte });
    const fetching = fetch([order()]);
    await delay(500);
    host.goDown();
    await delay(500);
    host.goUp();
    await fetching;
    expect(await blobs()).toEqual([blob]);
    expect(ledger.reasons()).toContain('unreachable');
  });

  it('fetches bounded ranges over several connections where one is slow', async () => {
    const size = 24 * mebibyte - 5;
    const blob = publishLarge(size);
    addFault({ kind: 'slow', bytesPerSecond: 3 * mebibyte });
    await fetch([order()]);
    expect(await blobs()).toEqual([blob]);
    // One of them is the hub's.
    expect(host.traffic.connections).toBeGreaterThan(2);
    expect(host.traffic.connections).toBeLessThanOrEqual(9);
    const ranges = hosts.cdn.requests().map(({ headers }) => headers.range ?? '');
    const expected = Array.from({ length: 6 }, (_, at) => {
      return `bytes=${at * segmentBytes}-${Math.min((at + 1) * segmentBytes, size) - 1}`;
    });
    expect(ranges.sort()).toEqual(expected.sort());
    expect(sentByCdn()).toBe(size);
    // Its address is signed once for all.
    expect(hosts.hub.requests().filter(({ path: target }) => target.includes('/resolve/'))).toHaveLength(1);
  });

  it('reads from the beginning where the host ignores ranges', async () => {
    const blob = publishLarge(9 * mebibyte);
    intercept = (request) => {
      delete request.headers.range;
      return false;
    };
    addFault({ kind: 'cut', afterBytes: 0 }, { times: 1 });
    addFault({ kind: 'cut', afterBytes: 5 * mebibyte }, { times: 1 });
    await fetch([order()]);
    expect(await blobs()).toEqual([blob]);
  });

  it.each([
    ['another range', { 'content-range': 'bytes 5-9/10' }, 206],
    ['a range of another file', { 'content-range': `bytes 0-${segmentBytes - 1}/7` }, 206],
    ['a file of another size', { 'content-length': '10' }, 200],
    [
      'a compressed file',
      { 'content-encoding': 'gzip', 'content-range': `bytes 0-${segmentBytes - 1}/${6 * mebibyte}` },
      206,
    ],
  ])('takes nothing of %s', async (_, headers, status) => {
    publishLarge(6 * mebibyte);
    intercept = (_request, response, isCdn) => {
      if (isCdn) response.writeHead(status, headers).end('0123456789');
      return isCdn;
    };
    await fetch([order()]);
    expect(problems()).toEqual(['network']);
    expect(await blobs()).toEqual([]);
  });

  it('fetches a file once more whose hash is wrong', async () => {
    const blob = publishLarge(6 * mebibyte);
    addFault({ kind: 'corrupt' }, { times: 1 });
    await fetch([order()]);
    expect(await blobs()).toEqual([blob]);
    expect(sentByCdn()).toBe(12 * mebibyte);
  });

  it('never shows a file whose hash stays wrong, and drops it', async () => {
    publish({
      id: 'o/m',
      files: { 'a.bin': { content: generated(600_000), lfs: true }, 'b.txt': { content: text('b') } },
    });
    addFault({ kind: 'corrupt' });
    addFault({ kind: 'corrupt' }, { host: 'hub.test', path: /resolve-cache/ });
    await fetch([order({ include: ['a.bin'] })]);
    expect(outcomes()).toMatchObject([{ problem: 'network', storedBytes: 0 }]);
    const failed = outcomes()[0];
    expect(failed?.event === 'fetch_failed' && failed.detail).toContain('a.bin');
    await fetch([order({ include: ['b.txt'] })]);
    expect(problems()).toEqual(['network']);
    expect(await blobs()).toEqual([]);
    expect(await partials()).toEqual([]);
  });

  it('starts anew where what is there of a file turns out to be wrong', async () => {
    const blob = publishLarge(6 * mebibyte);
    await mkdir(path.join(order().folder, 'partial'), { recursive: true });
    await writeFile(path.join(order().folder, 'partial', blob), Buffer.alloc(6 * mebibyte));
    await fetch([order()]);
    expect(await blobs()).toEqual([blob]);
  });

  it('fetches a blob again that is not as long as it was', async () => {
    const blob = publishLarge(1 * mebibyte);
    await mkdir(path.join(order().folder, 'blobs'), { recursive: true });
    await writeFile(path.join(order().folder, 'blobs', blob), 'short');
    await fetch([order()]);
    expect(await blobs()).toEqual([blob]);
    expect(outcomes()).toMatchObject([{ event: 'fetched', storedBytes: mebibyte, fetchedBytes: mebibyte }]);
  });

  it('asks the hub again when a signed address has expired', async () => {
    const blob = publishLarge(20 * mebibyte);
    let left = 0;
    intercept = (request, response, isCdn) => {
      if (!isCdn && request.url?.includes('/resolve/')) left = 2;
      if (!isCdn || left > 0) {
        if (isCdn) left -= 1;
        return false;
      }
      response.writeHead(403).end('expired');
      return true;
    };
    await fetch([order()]);
    expect(await blobs()).toEqual([blob]);
    expect(hosts.hub.requests().filter(({ path: target }) => target.includes('/resolve/'))).toHaveLength(3);
  });

  it('sends the token to the hub alone, and tells it nobody', async () => {
    const { etags } = publish({
      id: 'o/m',
      gated: true,
      token: 'hf_owner',
      files: { 'a.txt': { content: text('a') }, 'w.bin': { content: generated(100_000), lfs: true } },
    });
    await fetch([order()], { hubToken: 'hf_owner' });
    expect(await blobs()).toEqual(Object.values(etags).sort());
    expect(hosts.hub.requests().every(({ headers }) => headers.authorization === 'Bearer hf_owner')).toBe(true);
    expect(hosts.cdn.requests().map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(JSON.stringify([events, ledger.rows])).not.toMatch(/hf_owner|Signature/);
  });

  it.each([
    ['gated', '', 'o/gated', 'main'],
    ['gated', 'hf_other', 'o/gated', 'main'],
    ['token_refused', 'wrong', 'o/gated', 'main'],
    ['token_refused', 'two words\n', 'o/gated', 'main'],
    ['not_found', '', 'o/none', 'main'],
    ['not_found', 'hf_owner', 'o/none', 'main'],
    ['revision_not_found', '', 'o/open', 'v9'],
  ])('says %s with the token "%s" for %s at %s', async (problem, hubToken, repo, revision) => {
    const files = { 'a.txt': { content: text('a') } };
    publish({ id: 'o/gated', gated: true, token: 'hf_owner', files });
    publish({ id: 'o/open', files });
    await fetch([order({ repo, revision })], { hubToken });
    expect(problems()).toEqual([problem]);
  });

  it('says that a file is gated whose repository is not', async () => {
    publishLarge(1_000);
    intercept = (request, response) => {
      if (!request.url?.includes('/resolve/')) return false;
      response.writeHead(403, { 'x-error-code': 'GatedRepo' }).end();
      return true;
    };
    await fetch([order()]);
    expect(problems()).toEqual(['gated']);
  });

  it('does not let one repository stop the others', async () => {
    const files = { 'a.txt': { content: text('a') } };
    const { etags } = publish({ id: 'o/two', files });
    await fetch([order({ repo: 'o/one' }), order({ repo: 'o/two' }), order({ repo: 'evil/three' })]);
    expect(outcomes()).toHaveLength(3);
    expect(outcomes()).toContainEqual(expect.objectContaining({ event: 'fetched', index: 1 }));
    expect(await blobs(order({ repo: 'o/two' }).folder)).toEqual(Object.values(etags));
  });

  it('fetches two revisions into one volume one after the other', async () => {
    publish({
      id: 'o/m',
      files: { 'a.txt': { content: text('old') }, 'b.txt': { content: text('same') } },
      tags: ['v1'],
    });
    publish({ id: 'o/m', files: { 'a.txt': { content: text('new') }, 'b.txt': { content: text('same') } } });
    await fetch([order({ revision: 'v1' }), order()]);
    expect(outcomes()).toMatchObject([
      { event: 'fetched', index: 0, fetchedBytes: 7 },
      { event: 'fetched', index: 1, fetchedBytes: 3, storedBytes: 10 },
    ]);
    expect(await blobs()).toHaveLength(3);
  });

  it('ends at its time, and goes on the next time from where it was', async () => {
    const size = 8 * mebibyte;
    const blob = publishLarge(size);
    addFault({ kind: 'slow', bytesPerSecond: 2 * mebibyte }, { times: 2 });
    addFault({ kind: 'silent' }, { host: 'hub.test', path: /silent/ });
    await fetch([order(), order({ repo: 'o/silent' })], { fetchSeconds: 2 });
    expect(problems()).toEqual(['timed_out', 'timed_out']);
    expect(lastProgress()?.repositories.map(({ state }) => state)).toEqual(['fetching', 'listing']);
    faults.clear();
    await fetch([order()]);
    expect(await blobs()).toEqual([blob]);
    expect(sentByCdn()).toBeLessThanOrEqual(size + mebibyte);
  });

  it('stops when it is closed, says no more, and has written down what came', async () => {
    const size = 8 * mebibyte;
    const blob = publishLarge(size);
    addFault({ kind: 'slow', bytesPerSecond: 2 * mebibyte });
    const fetching = start([order()]);
    await delay(1_200);
    await fetching.close();
    expect(outcomes()).toEqual([]);
    faults.clear();
    await fetch([order()]);
    expect(await blobs()).toEqual([blob]);
    expect(sentByCdn()).toBeLessThanOrEqual(size + mebibyte);
  });

  it('says that the disk is full, and keeps what is there', async (context) => {
    const disk = tinyDisk(3 * 1024);
    if (!disk) return context.skip();
    try {
      publishLarge(8 * mebibyte);
      await fetch([order({ folder: disk.path })]);
      expect(problems()).toEqual(['no_space']);
      expect(await partials(disk.path)).toHaveLength(1);
      expect(await blobs(disk.path)).toEqual([]);
    } finally {
      disk.remove();
    }
  });

  it.each([['../escape'], ['/etc/passwd'], ['a/../../b'], ['a//b'], ['a\\b'], ['a\u0000b'], ['a/.'], ['\ud800']])(
    'stores no file named %j',
    async (name) => {
      intercept = (request, response) => {
        const oid = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';
        const tree = [
          { type: 'file', path: 'good', oid, size: 0 },
          { type: 'file', path: name, oid, size: 0 },
        ];
        response.end(JSON.stringify(request.url?.includes('/tree/') ? tree : { sha: 'a'.repeat(40) }));
        return true;
      };
      await fetch([order()]);
      expect(problems()).toEqual(['network']);
      expect(await blobs()).toEqual([]);
      // Whoever does not want it has the others.
      await fetch([order({ include: ['good'] })]);
      expect(outcomes()).toMatchObject([{ event: 'fetched' }]);
    },
  );

  it.each([
    ['is no JSON', '<html>', undefined],
    ['has another form', '{"files":[]}', undefined],
    ['names a blob that is no hash', '[{"type":"file","path":"a","oid":"../../x","size":1}]', undefined],
    ['goes on at another host', '[]', '<https://cdn.test/next>; rel="next"'],
    ['goes on at itself', '[]', '</api/models/o/m/tree/COMMIT?recursive=true>; rel="next"'],
  ])('takes no list that %s', async (_, body, link) => {
    const commit = 'a'.repeat(40);
    intercept = (request, response) => {
      const isTree = request.url?.includes('/tree/');
      if (isTree && link) response.setHeader('link', link.replace('COMMIT', commit));
      response.end(isTree ? body : JSON.stringify({ sha: commit }));
      return true;
    };
    await fetch([order()]);
    expect(problems()).toEqual(['network']);
    expect(ledger.rows.map(({ host: name }) => name)).not.toContain('cdn.test');
  });

  it('has many small files on their way at once, and tells how far it is', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`data/${at}.txt`, { content: text(`file ${at}`) }]),
    );
    publish({ id: 'o/m', files, pageSize: 100 });
    addFault({ kind: 'slow', bytesPerSecond: 100 }, { host: 'hub.test', path: /resolve-cache/ });
    await fetch([order()]);
    expect(await blobs()).toHaveLength(300);
    // Each connection is used again.
    expect(host.traffic.connections).toBe(8);
    const told = events.flatMap((event) => (event.event === 'fetch_progress' ? [event.progress] : []));
    expect(told.some(({ files: underWay, bytesPerSecond }) => underWay.length > 1 && bytesPerSecond > 0)).toBe(true);
    const done = told.map(({ repositories }) => repositories[0]?.filesDone ?? 0);
    expect(done).toEqual(done.toSorted((one, other) => one - other));
    expect(done.at(-1)).toBe(300);
  });

  it('loses hardly anything when it is killed, whenever that is', async () => {
    const size = 9 * mebibyte;
    const blob = publishLarge(size);
    addFault({ kind: 'slow', bytesPerSecond: 4 * mebibyte });
    const { socket } = await host.dialer.dial('hub.test', 443);
    const port = socket.remotePort;
    socket.destroy();
    const { folder } = order();
    const settings = { port, certificates: host.authority, folder, repo: 'o/m', segmentBytes };
    const run = async (killAfterMs: number | null): Promise<void> => {
      const child = fork(new URL('./killed-fetch.ts', import.meta.url), [JSON.stringify(settings)]);
      const exit = new Promise((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => child.once('message', resolve));
      if (killAfterMs !== null) {
        await delay(killAfterMs);
        child.kill('SIGKILL');
      }
      await exit;
      await blobs();
    };
    for (let round = 0; round < 4; round += 1) await run(200 + Math.random() * 400);
    await run(null);
    expect(await blobs()).toEqual([blob]);
    // What was on its way: a block that fills, one that is written, and what the host had just sent.
    expect(sentByCdn()).toBeLessThanOrEqual(size + 4 * 2 * mebibyte);
  });
});
