import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener, Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PackageIndex } from '../../../../shared/egress.ts';
import {
  askServer,
  listeningPort,
  recordingLedger,
  serveMirror,
  startTestHost,
  type TestHost,
} from '../../testing/https-host.ts';
import { openCache } from '../cache/open-cache.ts';
import { createUpstream } from '../upstream/upstream.ts';
import { pageForm } from './accept.ts';
import { createIndexMirror } from './index-mirror.ts';
import { indexFor, normaliseName } from './names.ts';

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

const indexes: PackageIndex[] = [
  { name: 'own', url: 'https://own.test/simple', packages: ['secret', 'acme-*'] },
  { name: 'public', url: 'https://public.test/simple/', packages: ['*'] },
];

describe('createIndexMirror', () => {
  let host: TestHost;
  let folder: string;
  let ledger = recordingLedger();
  let mirror: Server;
  let asked: string[] = [];
  let unchanged = 0;

  const start = async (rules = indexes): Promise<void> => {
    const { files, pages } = await openCache(folder, { maxBytes: 1e9 });
    ledger = recordingLedger();
    const upstream = createUpstream({ dialer: host.dialer, ledger, certificates: host.authority });
    const handle = createIndexMirror({ indexes: rules, upstream, files, pages, ledger });
    mirror?.close();
    mirror = await serveMirror(handle);
  };

  const ask = (target: string, headers: Record<string, string> = {}, method = 'GET') =>
    askServer(mirror, target, headers, method);

  const json = { accept: 'application/vnd.pypi.simple.v1+json' };

  const answer = (listener: RequestListener): void =>
    host.answer((request, response) => {
      asked.push(`${request.headers.host}${request.url}`);
      listener(request, response);
    });

  /** Serves one JSON page with one file. */
  const serve = (bytes: Buffer, entry: object = {}, claimed = sha256(bytes)): void => {
    const file = {
      filename: 'demo-1.0-py3-none-any.whl',
      url: 'https://files.test/w/demo.whl',
      hashes: { sha256: claimed },
    };
    answer((request, response) => {
      if (request.headers.host === 'files.test') {
        const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
        const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
        response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from, ...(from > 0 ? range : {}) });
        response.end(bytes.subarray(from));
      } else if (request.headers['if-none-match'] === '"p1"') {
        unchanged += 1;
        response.writeHead(304).end();
      } else {
        const page = {
          meta: { 'api-version': '1.1' },
          name: 'demo',
          versions: ['1.0'],
          files: [{ ...file, ...entry }],
        };
        response.writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json', etag: '"p1"' });
        response.end(JSON.stringify(page));
      }
    });
  };

  const fileUrl = async (): Promise<string> => {
    const page = JSON.parse((await ask('/simple/demo/', json)).body.toString());
    return page.files[0].url;
  };

  beforeAll(async () => {
    host = await startTestHost(['own.test', 'public.test', 'files.test']);
  });
  afterAll(() => host.close());
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'index-mirror-'));
    asked = [];
    unchanged = 0;
    host.goUp();
    await start();
  });
  afterEach(async () => {
    mirror.closeAllConnections();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('asks only the first index with a rule for the name, also where that one does not have it', async () => {
    answer((request, response) => response.writeHead(request.headers.host === 'own.test' ? 404 : 200).end());
    expect((await ask('/simple/secret/')).status).toBe(404);
    expect((await ask('/simple/acme-tool/')).status).toBe(404);
    expect(asked).toEqual(['own.test/simple/secret/', 'own.test/simple/acme-tool/']);
    await ask('/simple/acme/');
    expect(asked.at(-1)).toBe('public.test/simple/acme/');
  });

  it('says that no index has a rule, without asking anybody', async () => {
    await start(indexes.slice(0, 1));
    const refused = await ask('/simple/numpy/');
    expect(refused.status).toBe(404);
    expect(refused.body.toString()).toContain('numpy');
    expect(ledger.reasons()).toEqual(['no_index']);
  });

  it('reads HTML and gives HTML and JSON with all that it says', async () => {
    const hash = sha256('x');
    answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(`<!DOCTYPE html><html><head><base href="https://files.test/deep/"><meta name="pypi:repository-version" content="1.0"></head><body>
        <a href="../t%2Bcpu/demo-1.0%2Bcpu-py3-none-any.whl#sha256=${hash}" data-requires-python="&gt;=3.8" data-yanked="bad &quot;build&quot;" data-dist-info-metadata="sha256=${sha256('m')}">demo</a>
        <a href="demo-2.0.tar.gz#sha256=${hash}" data-yanked>two</a>
        <a href="demo-3.0.tar.gz#md5=abc">cannot be verified</a>
        <a href="http://files.test/demo-4.0.tar.gz#sha256=${hash}">not encrypted</a>
        <a href="..%2F..%2Fetc%2Fpasswd#sha256=${hash}">leaves</a></body></html>`);
    });
    const asJson = await ask('/simple/demo/', json);
    expect(asJson.headers['content-type']).toBe('application/vnd.pypi.simple.v1+json');
    expect(JSON.parse(asJson.body.toString())).toEqual({
      meta: { 'api-version': '1.0' },
      name: 'demo',
      files: [
        {
          filename: 'demo-1.0+cpu-py3-none-any.whl',
          url: `/files/public/demo/${hash}/demo-1.0%2Bcpu-py3-none-any.whl`,
          hashes: { sha256: hash },
          'requires-python': '>=3.8',
          yanked: 'bad "build"',
          'core-metadata': { sha256: sha256('m') },
          'dist-info-metadata': { sha256: sha256('m') },
        },
        {
          filename: 'demo-2.0.tar.gz',
          url: `/files/public/demo/${hash}/demo-2.0.tar.gz`,
          hashes: { sha256: hash },
          yanked: true,
        },
      ],
    });
    const asHtml = await ask('/simple/demo/', { accept: 'text/html' });
    expect(asHtml.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(asHtml.body.toString()).toContain(
      `<a href="/files/public/demo/${hash}/demo-1.0%2Bcpu-py3-none-any.whl#sha256=${hash}" data-requires-python="&gt;=3.8" ` +
        `data-yanked="bad &quot;build&quot;" data-core-metadata="sha256=${sha256('m')}" ` +
        `data-dist-info-metadata="sha256=${sha256('m')}">demo-1.0+cpu-py3-none-any.whl</a>`,
    );
    expect(asHtml.body.toString()).toContain('data-yanked=""');
  });

  it('keeps size, upload time and versions of a JSON page, and drops what has no hash or a bad name', async () => {
    const entry = {
      size: 5,
      'upload-time': '2026-01-02T03:04:05Z',
      'core-metadata': true,
      yanked: false,
      'gpg-sig': true,
    };
    serve(Buffer.from('12345'), entry);
    expect(JSON.parse((await ask('/simple/demo/', json)).body.toString())).toEqual({
      meta: { 'api-version': '1.1' },
      name: 'demo',
      versions: ['1.0'],
      files: [
        {
          filename: 'demo-1.0-py3-none-any.whl',
          url: `/files/public/demo/${sha256('12345')}/demo-1.0-py3-none-any.whl`,
          hashes: { sha256: sha256('12345') },
          size: 5,
          'upload-time': '2026-01-02T03:04:05Z',
        },
      ],
    });
    await start();
    serve(Buffer.from('12345'), { filename: '../demo.whl' });
    await rm(path.join(folder, 'pages'), { recursive: true });
    expect(JSON.parse((await ask('/simple/demo/', json)).body.toString()).files).toEqual([]);
  });

  it.each([
    ['text that is no JSON', 'application/json', '{"meta"'],
    [
      'a page of another version',
      'application/vnd.pypi.simple.v2+json',
      '{"meta":{"api-version":"2.0"},"name":"d","files":[]}',
    ],
    ['HTML of another version', 'text/html', '<meta name="pypi:repository-version" content="2.0">'],
  ])('answers 502 to %s', async (_, type, body) => {
    answer((_request, response) => response.writeHead(200, { 'content-type': type }).end(body));
    expect((await ask('/simple/demo/')).status).toBe(502);
  });

  it('serves a file, ranges of it and its head, and asks for it only once', async () => {
    const bytes = randomBytes(300_000);
    serve(bytes, { size: bytes.length });
    const url = await fileUrl();
    expect((await ask(url)).body.equals(bytes)).toBe(true);
    const head = await ask(url, {}, 'HEAD');
    expect(head.headers).toMatchObject({
      'content-length': '300000',
      'accept-ranges': 'bytes',
      etag: `"${sha256(bytes)}"`,
    });
    const ranges: Array<[string, number, string | undefined, Buffer]> = [
      ['bytes=10-19', 206, 'bytes 10-19/300000', bytes.subarray(10, 20)],
      ['bytes=299990-', 206, 'bytes 299990-299999/300000', bytes.subarray(299_990)],
      ['bytes=-5', 206, 'bytes 299995-299999/300000', bytes.subarray(-5)],
      ['bytes=-900000', 206, 'bytes 0-299999/300000', bytes],
      ['bytes=299999-400000', 206, 'bytes 299999-299999/300000', bytes.subarray(-1)],
      ['bytes=300000-', 416, 'bytes */300000', Buffer.alloc(0)],
      ['bytes=-0', 416, 'bytes */300000', Buffer.alloc(0)],
      ['bytes=5-4', 200, undefined, bytes],
      ['bytes=0-1,5-6', 200, undefined, bytes],
      ['lines=0-1', 200, undefined, bytes],
    ];
    for (const [range, status, place, expected] of ranges) {
      const part = await ask(url, { range });
      expect([range, part.status, part.headers['content-range']]).toEqual([range, status, place]);
      expect(part.body.equals(expected)).toBe(true);
      expect(part.headers['content-length']).toBe(String(expected.length));
    }
    expect((await ask(url, { range: 'bytes=1-2', 'if-range': '"other"' })).status).toBe(200);
    expect(asked.filter((one) => one.startsWith('files.test'))).toHaveLength(1);
  });

  it('serves metadata only with the hash that the page gives', async () => {
    const metadata = 'Metadata-Version: 2.1\n';
    const page = (hash: string) => ({ 'core-metadata': { sha256: hash } });
    serve(Buffer.from(metadata), page(sha256(metadata)), sha256('the wheel'));
    expect((await ask(`${await fileUrl()}.metadata`)).body.toString()).toBe(metadata);
    expect(asked.at(-1)).toBe('files.test/w/demo.whl.metadata');
    await rm(path.join(folder, 'pages'), { recursive: true });
    serve(Buffer.from('forged'), page(sha256('real')), sha256('the wheel'));
    expect((await ask(`${await fileUrl()}.metadata`)).status).toBe(502);
  });

  it('fetches the first wheel of a project whose metadata is asked for, before it is asked for', async () => {
    const wheels = ['1.0', '2.0'].map((version) => ({ version, bytes: randomBytes(100_000), metadata: `v${version}` }));
    answer((request, response) => {
      const [, version = '', end = ''] = /^\/w\/(\d\.\d)(\.metadata)?$/.exec(request.url ?? '') ?? [];
      const wheel = wheels.find((one) => one.version === version);
      if (wheel) return void response.end(end === '' ? wheel.bytes : wheel.metadata);
      const files = wheels.map(({ version: of, bytes, metadata }) => ({
        filename: `demo-${of}-py3-none-any.whl`,
        url: `https://files.test/w/${of}`,
        hashes: { sha256: sha256(bytes) },
        size: bytes.length,
        'core-metadata': { sha256: sha256(metadata) },
      }));
      response.writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json' });
      return void response.end(JSON.stringify({ meta: { 'api-version': '1.1' }, name: 'demo', files }));
    });
    const page = JSON.parse((await ask('/simple/demo/', json)).body.toString());
    const [first, second] = page.files.map(({ url }: { url: string }) => url);
    await ask(`${first}.metadata`, {}, 'HEAD');
    expect(asked).not.toContain('files.test/w/1.0');
    await ask(`${first}.metadata`);
    await vi.waitFor(() => expect(asked).toContain('files.test/w/1.0'));
    await ask(`${second}.metadata`);
    expect((await ask(first)).body.equals(wheels[0]?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect(asked.filter((one) => one.startsWith('files.test'))).toEqual([
      'files.test/w/1.0.metadata',
      'files.test/w/1.0',
      'files.test/w/2.0.metadata',
    ]);
    expect(ledger.rows.some(({ cached }) => cached)).toBe(false);
  });

  it.each([2_000, 500_000])('never serves the end of a file of %i bytes with a wrong hash', async (size) => {
    serve(randomBytes(size), {}, sha256('something else'));
    const url = await fileUrl();
    for (let time = 0; time < 2; time += 1) {
      const got = await ask(url).then(
        ({ status }) => status,
        () => 'cut',
      );
      expect(got).toBe(size > 64 * 1024 ? 'cut' : 502);
    }
    expect(asked.filter((one) => one.startsWith('files.test'))).toHaveLength(2);
    expect(ledger.reasons()).toEqual(['allowed', 'wrong_hash', 'wrong_hash']);
  });

  it('serves no file that no page has named', async () => {
    const bytes = Buffer.from('bytes');
    serve(bytes);
    const name = `demo/${sha256(bytes)}/demo-1.0-py3-none-any.whl`;
    expect((await ask(`/files/public/${name}`)).status).toBe(404);
    const url = await fileUrl();
    for (const other of [
      url.replace('/demo/', '/Demo/'),
      url.replace('/public/', '/own/'),
      url.replace('.whl', '.zip'),
      `${url}/x`,
      `${url}.metadata`,
      '/files/',
      '/files/public/%ff/%ff/%ff',
      `/files/public/../own/${name}`,
    ]) {
      expect([other, (await ask(other)).status]).toEqual([other, 404]);
    }
    expect(asked).toEqual(['public.test/simple/demo/']);
  });

  it('does everything from the cache when the hosts are gone, also after a start', async () => {
    const bytes = randomBytes(100_000);
    serve(bytes);
    const url = await fileUrl();
    await ask(url);
    host.goDown();
    await start();
    expect((await ask(url)).body.equals(bytes)).toBe(true);
    expect(await fileUrl()).toBe(url);
    expect(ledger.reasons().filter((reason) => reason === 'cached')).toHaveLength(2);
    expect(ledger.rows.filter(({ cached }) => cached).map(({ host: name, target }) => `${name}${target}`)).toEqual([
      'files.test/w/demo.whl',
      'public.test/simple/demo/',
    ]);
    expect((await ask('/simple/other/')).status).toBe(504);
  });

  it('does not serve a kept page where the index says 404 or the policy says no', async () => {
    serve(Buffer.from('x'));
    await fileUrl();
    answer((_request, response) => response.writeHead(404).end());
    expect((await ask('/simple/demo/')).status).toBe(404);
    answer((_request, response) => response.writeHead(302, { location: 'https://evil.test/' }).end());
    const refused = await ask('/simple/demo/');
    expect(refused.status).toBe(403);
    expect(refused.body.toString()).toContain('evil.test');
    expect(ledger.rows.at(-1)).toMatchObject({ host: 'evil.test', verdict: { reason: 'not_listed' } });
  });

  it('asks whether a page has changed instead of for the page', async () => {
    serve(Buffer.from('x'));
    const first = await ask('/simple/demo/', json);
    const again = await ask('/simple/demo/', json);
    expect(again.body.equals(first.body)).toBe(true);
    expect([asked.length, unchanged]).toEqual([2, 1]);
  });

  it('goes on with a file whose client has gone', async () => {
    const bytes = randomBytes(3_000_000);
    serve(bytes);
    const url = await fileUrl();
    await new Promise<void>((resolve) => {
      const socket = connect(listeningPort(mirror), '127.0.0.1', () =>
        socket.write(`GET ${url} HTTP/1.1\r\nhost: x\r\n\r\n`),
      );
      socket.once('data', () => socket.destroy()).once('close', () => resolve());
    });
    expect((await ask(url)).body.equals(bytes)).toBe(true);
    expect(asked.filter((one) => one.startsWith('files.test'))).toHaveLength(1);
  });

  it('stops to read a page that is larger than 50 MiB', async () => {
    answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const refused = await ask('/simple/demo/');
    expect([refused.status, ledger.reasons()[0]]).toEqual([403, 'too_large']);
    expect(ledger.rows[0]?.down).toBeLessThan(64 * 1024 * 1024);
  });

  it.each([
    ['/simple/Foo_Bar', 301, '/simple/foo-bar/'],
    ['/simple/foo--bar/', 301, '/simple/foo-bar/'],
    ['/simple/foo', 301, '/simple/foo/'],
    ['/simple/foo/bar/', 404, undefined],
    ['/simple/..%2f..%2fx/', 404, undefined],
    ['/simple/-foo/', 404, undefined],
    ['/simple/%ff/', 404, undefined],
  ])('answers %s with %i', async (target, status, location) => {
    const got = await ask(target);
    expect([got.status, got.headers.location]).toEqual([status, location]);
    expect(asked).toEqual([]);
  });

  it('has an empty list of projects, and answers no other methods', async () => {
    expect(JSON.parse((await ask('/simple/', json)).body.toString())).toEqual({
      meta: { 'api-version': '1.0' },
      projects: [],
    });
    expect((await ask('/simple/')).headers['content-type']).toContain('text/html');
    expect((await ask('/simple/demo/', {}, 'POST')).status).toBe(405);
    expect(asked).toEqual([]);
  });
});

describe('pageForm', () => {
  it.each([
    [undefined, 'html'],
    ['*/*', 'html'],
    ['application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01', 'json'],
    ['text/html, application/vnd.pypi.simple.v1+json;q=0.9', 'html'],
    ['application/vnd.pypi.simple.latest+json', 'json'],
    ['application/vnd.pypi.simple.v1+json;q=0, text/html;q=0.1', 'html'],
    ['application/vnd.pypi.simple.v1+json;q=nonsense', 'html'],
    ['image/png', 'html'],
  ])('reads %s as %s', (accept, form) => {
    expect(pageForm(accept).form).toBe(form);
  });
});

describe('names', () => {
  it('has one form for all spellings', () => {
    expect(normaliseName('Foo._-Bar')).toBe('foo-bar');
    for (const bad of ['', '.', 'a b', 'a/b', 'ä', 'a-', `a${'b'.repeat(300)}`]) expect(normaliseName(bad)).toBe(null);
  });

  it('matches exact names, starts and all', () => {
    const of = (...packages: string[]) => [{ name: 'x', url: 'https://x.test/', packages }];
    expect(indexFor(of('torch'), 'torchvision')).toBe(null);
    expect(indexFor(of('nvidia-*'), 'nvidia-cublas-cu12')?.name).toBe('x');
    expect(indexFor(of('nvidia-*'), 'nvidia')).toBe(null);
    expect(indexFor(of('*'), 'anything')?.name).toBe('x');
  });
});
