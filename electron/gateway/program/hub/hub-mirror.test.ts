import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askServer, recordingLedger, serveMirror, startTestHost, type TestHost } from '../../testing/https-host.ts';
import { openCache } from '../cache/open-cache.ts';
import { createUpstream } from '../upstream/upstream.ts';
import { createHubMirror } from './hub-mirror.ts';
import { readRoute } from './route.ts';

const commit = 'c0ffee'.padEnd(40, '0');
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const gitSha1 = (bytes: Buffer): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

const weights = randomBytes(400_000);
const config = Buffer.from('{"hidden_size": 8}\n');

describe('createHubMirror', () => {
  let host: TestHost;
  let folder: string;
  let ledger = recordingLedger();
  let mirror: Server;
  let asked: string[] = [];
  let heads: Array<IncomingMessage['headers']> = [];
  let cuts = 0;

  const start = async (): Promise<void> => {
    const { files, pages } = await openCache(folder, { maxBytes: 1e9 });
    ledger = recordingLedger();
    const upstream = createUpstream({ dialer: host.dialer, ledger, certificates: host.authority });
    mirror?.close();
    mirror = await serveMirror(createHubMirror({ hubUrl: 'https://hub.test', upstream, files, pages, ledger }));
  };

  const ask = (target: string, headers: Record<string, string> = {}, method = 'GET') =>
    askServer(mirror, target, headers, method);

  const sendCdn = (request: IncomingMessage, response: ServerResponse): void => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const range = { 'content-range': `bytes ${from}-${weights.length - 1}/${weights.length}` };
    response.writeHead(from > 0 ? 206 : 200, {
      etag: '"cdn"',
      'content-length': weights.length - from,
      ...(from > 0 ? range : {}),
    });
    if (cuts === 0) response.end(weights.subarray(from));
    else {
      cuts -= 1;
      response.write(weights.subarray(from, from + 100_000), () => setTimeout(() => response.destroy(), 20));
    }
  };

  /** Answers as the real hub does: small files by a redirect on the hub, large ones by a redirect to another host. */
  const hub: RequestListener = (request, response) => {
    const url = request.url ?? '';
    if (request.headers.host === 'cdn.test') return sendCdn(request, response);
    const file = /^\/(?:org\/)?demo\/resolve\/([^/]+)\/(.+)$/.exec(url);
    if (file?.[2] === 'model.safetensors') {
      response.writeHead(302, {
        location: `https://cdn.test/x/${sha256(weights)}?signature=1`,
        'x-repo-commit': commit,
        'x-linked-etag': `"${sha256(weights)}"`,
        'x-linked-size': weights.length,
        'x-xet-hash': 'abc',
        link: '<https://hub.test/api/models/org/demo/xet-read-token/1>; rel="xet-auth"',
      });
      return response.end();
    }
    if (file?.[2] === 'config.json') {
      return response
        .writeHead(307, {
          location: `/api/resolve-cache/models/org/demo/${commit}/config.json`,
          'x-repo-commit': commit,
        })
        .end();
    }
    if (url === `/api/resolve-cache/models/org/demo/${commit}/config.json`) {
      response.writeHead(200, {
        etag: `"${gitSha1(config)}"`,
        'content-length': config.length,
        'x-repo-commit': commit,
      });
      return response.end(request.method === 'HEAD' ? undefined : config);
    }
    if (url === '/api/models/org/demo/revision/main?blobs=true') {
      return response.writeHead(200, { etag: '"i"' }).end(JSON.stringify({ id: 'org/demo', sha: commit }));
    }
    if (url.startsWith(`/api/models/org/demo/tree/${commit}?`)) {
      const next = `<https://hub.test/api/models/org/demo/tree/${commit}?recursive=true&cursor=ab%3D%3D>; rel="next"`;
      return response.writeHead(200, url.includes('cursor') ? {} : { link: next }).end(`["${url.length}"]`);
    }
    response
      .writeHead(404, {
        'x-error-code': 'EntryNotFound',
        'x-error-message': 'Entry not found',
        'x-repo-commit': commit,
        'set-cookie': 'a=b',
      })
      .end('<html>');
  };

  beforeAll(async () => {
    host = await startTestHost(['hub.test', 'cdn.test']);
  });
  afterAll(() => host.close());
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hub-mirror-'));
    asked = [];
    heads = [];
    cuts = 0;
    host.goUp();
    host.answer((request, response) => {
      asked.push(`${request.method} ${request.headers.host}${request.url}`);
      heads.push(request.headers);
      hub(request, response);
    });
    await start();
  });
  afterEach(async () => {
    mirror.closeAllConnections();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const large = '/hub/org/demo/resolve/main/model.safetensors';
  const small = '/hub/org/demo/resolve/main/config.json';

  it('answers HEAD of a large file at once, without asking the host of its bytes and without a trace of xet', async () => {
    const { status, headers } = await ask(large, {}, 'HEAD');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'x-repo-commit': commit,
      etag: `"${sha256(weights)}"`,
      'x-linked-etag': `"${sha256(weights)}"`,
      'x-linked-size': '400000',
      'content-length': '400000',
      'accept-ranges': 'bytes',
    });
    expect(Object.keys(headers).filter((name) => /xet|location|^link$/.test(name))).toEqual([]);
    expect(asked).toEqual(['HEAD hub.test/org/demo/resolve/main/model.safetensors']);
  });

  it('finds a small file behind the redirects of the hub', async () => {
    const { headers } = await ask(small, {}, 'HEAD');
    expect(headers).toMatchObject({
      'x-repo-commit': commit,
      etag: `"${gitSha1(config)}"`,
      'content-length': String(config.length),
    });
    expect(headers['x-linked-etag']).toBeUndefined();
    expect((await ask(small)).body.equals(config)).toBe(true);
  });

  it('sends a large file and ranges of it, from the commit and not from the branch', async () => {
    expect((await ask(large)).body.equals(weights)).toBe(true);
    const part = await ask(large, { range: 'bytes=399990-' });
    expect([part.status, part.headers['content-range']]).toEqual([206, 'bytes 399990-399999/400000']);
    expect(part.body.equals(weights.subarray(-10))).toBe(true);
    expect(asked.filter((one) => one.startsWith('GET'))).toEqual([
      `GET hub.test/org/demo/resolve/${commit}/model.safetensors`,
      `GET cdn.test/x/${sha256(weights)}?signature=1`,
    ]);
  });

  it('goes on by itself where the connection was cut, and the ledger has every byte', async () => {
    cuts = 2;
    expect((await ask(large)).body.equals(weights)).toBe(true);
    const cdn = ledger.rows.filter((row) => row.host === 'cdn.test');
    expect(cdn.map(({ verdict }) => verdict?.outcome === 'allowed' || verdict?.reason)).toEqual(['cut', 'cut', true]);
    expect(heads.at(-1)).toMatchObject({ range: 'bytes=200000-', 'if-range': '"cdn"' });
    expect(ledger.rows.reduce((sum, { down }) => sum + down, 0)).toBe(host.traffic.sent - sentBefore);
  });

  let sentBefore = 0;
  beforeEach(() => {
    sentBefore = host.traffic.sent;
  });

  it('never serves bytes that do not have the hash that the hub said', async () => {
    host.answer((request, response) => {
      if (request.headers.host === 'cdn.test') response.end(Buffer.alloc(weights.length));
      else hub(request, response);
    });
    await expect(ask(large)).rejects.toThrow();
    expect(ledger.reasons().at(-1)).toBe('wrong_hash');
    host.answer((request, response) => {
      if (request.url?.includes('resolve-cache') && request.method === 'GET')
        response.end(config.toString().replace('8', '9'));
      else hub(request, response);
    });
    const wrong = await ask(small);
    expect([wrong.status, wrong.body.includes('9}')]).toEqual([502, false]);
  });

  it('sends nothing of the client: no token, no cookie, no header', async () => {
    await ask(large, { authorization: 'Bearer hf_secret', cookie: 'a=b', 'x-data': 'out', 'user-agent': 'buyer/1' });
    for (const head of heads) {
      const names = Object.keys(head).sort();
      expect(names).toEqual(['accept-encoding', 'connection', 'host', 'user-agent']);
      expect(head['user-agent']).not.toContain('buyer');
    }
  });

  it('passes on what the client’s API asks, and the next page on the mirror', async () => {
    const info = await ask('/hub/api/models/org/demo/revision/main?blobs=true&evil=data');
    expect(JSON.parse(info.body.toString())).toEqual({ id: 'org/demo', sha: commit });
    const tree = await ask(`/hub/api/models/org/demo/tree/${commit}?expand=false&recursive=true`);
    const next = `/hub/api/models/org/demo/tree/${commit}?recursive=true&cursor=ab%3D%3D`;
    expect(tree.headers.link).toBe(`<http://127.0.0.1:3128${next}>; rel="next"`);
    expect((await ask(next)).headers.link).toBeUndefined();
    expect(asked).toEqual([
      'GET hub.test/api/models/org/demo/revision/main?blobs=true',
      `GET hub.test/api/models/org/demo/tree/${commit}?recursive=true&expand=false`,
      `GET hub.test/api/models/org/demo/tree/${commit}?recursive=true&cursor=ab%3D%3D`,
    ]);
  });

  it('does not ask again for what belongs to a commit', async () => {
    const tree = `/hub/api/models/org/demo/tree/${commit}?recursive=true`;
    const first = await ask(tree);
    const again = await ask(tree);
    expect(again.body.equals(first.body)).toBe(true);
    expect(again.headers.link).toBe(first.headers.link);
    await ask(`/hub/org/demo/resolve/${commit}/model.safetensors`, {}, 'HEAD');
    await ask(`/hub/org/demo/resolve/${commit}/model.safetensors`, {}, 'HEAD');
    expect(asked).toHaveLength(2);
    expect(ledger.reasons()).toEqual(['allowed', 'cached', 'allowed', 'cached']);
  });

  it('does everything from the cache when the hub is gone, also after a start', async () => {
    const targets = ['/hub/api/models/org/demo/revision/main?blobs=true', large, small];
    const before = [];
    for (const target of targets) before.push(await ask(target));
    host.goDown();
    await start();
    for (const [at, target] of targets.entries()) {
      const after = await ask(target);
      expect([after.status, after.body.equals(before[at]?.body ?? Buffer.alloc(0))]).toEqual([200, true]);
      expect(after.headers['x-repo-commit']).toBe(before[at]?.headers['x-repo-commit']);
    }
  });

  it.each([
    [404, { 'x-error-code': 'RepoNotFound', 'x-error-message': 'Repository not found' }],
    [404, { 'x-error-code': 'RevisionNotFound' }],
    [404, { 'x-error-code': 'EntryNotFound', 'x-repo-commit': commit }],
    [403, { 'x-error-code': 'GatedRepo', 'x-error-message': 'Access to model is restricted.' }],
  ])('passes on %i with %o and nothing else', async (status, headers) => {
    host.answer((_request, response) =>
      response.writeHead(status, { ...headers, 'set-cookie': 'a=b', 'www-authenticate': 'Basic' }).end('<script>'),
    );
    for (const target of [large, '/hub/api/models/org/demo']) {
      const answer = await ask(target);
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject(headers);
      expect(answer.headers['set-cookie'] ?? answer.headers['www-authenticate']).toBeUndefined();
      expect(answer.body.toString()).not.toContain('script');
    }
  });

  it('calls a bare 401 a missing repository, and drops error texts that are no plain text', async () => {
    host.answer((_request, response) =>
      response.writeHead(401, { 'x-error-message': 'caf\u00e9', 'x-error-code': 'a b' }).end(),
    );
    const { status, headers } = await ask('/hub/api/models/org/private');
    expect([status, headers['x-error-code'], headers['x-error-message']]).toEqual([401, 'RepoNotFound', undefined]);
  });

  it.each([
    ['no commit', { etag: `"${'a'.repeat(40)}"` }],
    ['no hash', { 'x-repo-commit': commit }],
    ['a hash that is none', { 'x-repo-commit': commit, etag: '"abc-1"' }],
    ['a commit that is none', { 'x-repo-commit': 'main', etag: `"${'a'.repeat(40)}"` }],
  ])('does not serve a file of which the hub says %s', async (_, headers) => {
    host.answer((_request, response) => response.writeHead(200, { ...headers, 'content-length': 0 }).end());
    expect((await ask(small)).status).toBe(502);
  });

  it('refuses a file on a host that is not listed, and says which', async () => {
    host.answer((request, response) => {
      if (request.method === 'HEAD') hub(request, response);
      else response.writeHead(302, { location: 'https://evil.test/x' }).end();
    });
    const refused = await ask(large);
    expect([refused.status, refused.body.toString()]).toEqual([403, 'evil.test is not on the allowlist.\n']);
    expect(ledger.rows.at(-1)).toMatchObject({ host: 'evil.test', verdict: { reason: 'not_listed' } });
  });

  it('serves nothing else, asks nobody for it and writes it down', async () => {
    for (const target of ['/hub/api/whoami-v2', '/hub/', '/hub/api/models/org/demo/xet-read-token/1', '/hub/../etc']) {
      expect([target, (await ask(target)).status]).toEqual([target, 404]);
    }
    expect((await ask('/hub/api/models/org/demo/paths-info/main', {}, 'POST')).status).toBe(405);
    expect(asked).toEqual([]);
    expect(ledger.reasons()).toEqual(Array(5).fill('malformed'));
  });
});

describe('readRoute', () => {
  it.each([
    ['/gpt2/resolve/main/config.json', '/gpt2/resolve/main/config.json'],
    ['/datasets/org/set/resolve/refs%2Fpr%2F1/a%20b/c.txt', '/datasets/org/set/resolve/refs%2Fpr%2F1/a%20b/c.txt'],
    ['/spaces/org/app/resolve/main/resolve/x?download=true', '/spaces/org/app/resolve/main/resolve/x'],
    ['/org/resolve/resolve/main/x', '/org/resolve/resolve/main/x'],
    ['/api/models/gpt2', '/api/models/gpt2'],
    [
      '/api/models/gpt2/tree/main/sub%2Ffolder?expand=True&recursive=true',
      '/api/models/gpt2/tree/main/sub%2Ffolder?recursive=true&expand=True',
    ],
    ['/api/datasets/org/set?expand=sha&expand=siblings', '/api/datasets/org/set?expand=sha&expand=siblings'],
  ])('reads %s', (target, expected) => {
    expect(readRoute(target)?.path).toBe(expected);
  });

  it.each([
    '/org/demo/resolve/main/',
    '/org/demo/resolve/main/../../secret',
    '/org/demo/resolve/main/..%2f..%2fsecret',
    '/org/demo/resolve/main/%2e%2e/x',
    '/org/demo/resolve/main/a%00b',
    '/org/demo/resolve/main/a%0d%0ab',
    '/org/demo/resolve/main/%ff',
    '/org/demo/raw/main/x',
    '/a/b/c/resolve/main/x',
    '/or g/demo/resolve/main/x',
    '/resolve/main/x',
    '/api/models',
    '/api/models/org/demo/revision',
    '/api/models/org/demo/revision/main/more',
    '/api/models/org/demo/commits/main',
    '/api/users/me',
    '',
  ])('does not read %s', (target) => {
    expect(readRoute(target)).toBe(null);
  });
});
