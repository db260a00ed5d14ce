import { createHash } from 'node:crypto';
import { promises as dns } from 'node:dns';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayOrders } from '../../../shared/egress.ts';
import { createCertificates } from '../testing/certificates.ts';
import { createDnsServer, type DnsServer } from '../testing/dns-server.ts';
import { clientHello, connectRaw } from '../testing/raw-client.ts';
import { portOf } from '../testing/tcp-host.ts';
import { type RunningGateway, runGateway } from './gateway.ts';
import type { GatewayEvent } from './output.ts';
import { createResolver } from './resolver.ts';

const wheel = Buffer.from('a wheel');
const commit = 'a'.repeat(40);

describe('gateway', () => {
  let folder: string;
  let names: DnsServer;
  let host: Server;
  let port: number;
  let gateway: RunningGateway;
  let events: GatewayEvent[];
  let socket: string;
  let seen: Array<{ url: string; authorization: string | undefined }>;
  let orders: GatewayOrders;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateway-'));
    socket = join(folder, 'gateway.sock');
    names = await createDnsServer();
    names.set('index.example', ['127.0.0.1']);
    const { authority, certificate, key } = await createCertificates(['index.example']);
    seen = [];
    host = createServer({ cert: certificate, key }, (request, response) => {
      seen.push({ url: request.url ?? '', authorization: request.headers.authorization });
      const sha256 = createHash('sha256').update(wheel).digest('hex');
      if (request.url === '/simple/demo/') {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end(`<a href="/demo-1-py3-none-any.whl#sha256=${sha256}">demo-1-py3-none-any.whl</a>`);
      } else if (request.url?.startsWith('/api/models/o/m/revision/')) {
        response.end(JSON.stringify({ sha: commit }));
      } else if (request.url?.startsWith('/api/models/o/m/tree/')) {
        const lfs = { oid: sha256, size: wheel.length };
        response.end(JSON.stringify([{ type: 'file', path: 'w.bin', oid: commit, size: 1, lfs }]));
      } else {
        response.end(wheel);
      }
    });
    host.listen(0, '127.0.0.1');
    await once(host, 'listening');
    port = portOf(host);
    orders = {
      policy: {
        allowlist: [`index.example:${port}`],
        exceptions: ['127.0.0.1/32'],
        uploadBytes: 10_000,
        downloadBytes: 1_000_000,
        indexes: [{ name: 'test', url: `https://index.example:${port}/simple/`, packages: ['*'] }],
        hubUrl: `https://index.example:${port}`,
      },
      hostAddresses: [],
      certificates: authority,
      cacheBytes: 1_000_000,
      seconds: 60,
      models: [],
      fetchSeconds: 60,
      hubToken: '',
    };
    gateway = await start();
  });
  afterEach(async () => {
    await gateway.close();
    host.close();
    host.closeAllConnections();
    await names.close();
    await rm(folder, { recursive: true, force: true });
  });

  function start(parts: Partial<GatewayOrders> = {}): Promise<RunningGateway> {
    events = [];
    return runGateway(
      { ...orders, ...parts },
      {
        places: { socket, cache: join(folder, 'cache') },
        output: {
          send: async (event) => void events.push(structuredClone(event)),
          written: async () => undefined,
        },
        onUnexpected: (error) => expect.fail(String(error)),
        resolver: createResolver(() => {
          const client = new dns.Resolver({ timeout: 200, tries: 1 });
          client.setServers([names.address]);
          return client;
        }),
      },
    );
  }

  async function exchange(bytes: string | Buffer): Promise<string> {
    const client = await connectRaw(socket, bytes);
    await client.ended();
    client.socket.destroy();
    return client.received().toString();
  }
  const get = (target: string) => exchange(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  const entries = () => events.flatMap((event) => (event.event === 'entry' ? [event.entry] : []));

  it('serves packages of an index, and from its cache when the index is gone', async () => {
    const page = await get('/simple/demo/');
    const file = /href="([^"#]*)/.exec(page)?.[1] ?? '';
    const target = new URL(file, 'http://127.0.0.1/simple/demo/').pathname;
    expect(await get(target)).toContain('\r\n\r\na wheel');
    host.close();
    host.closeAllConnections();
    expect(await get(target)).toContain('\r\n\r\na wheel');
    await gateway.close();
    expect(events[0]).toEqual({ event: 'ready' });
    expect(entries().filter(({ durationMs }) => durationMs !== null)).toMatchObject([
      { kind: 'index', host: 'index.example', port, target: '/simple/demo/', cached: false },
      { kind: 'index', host: 'index.example', port, target: '/demo-1-py3-none-any.whl', cached: false },
      { kind: 'index', host: 'index.example', port, target: '/demo-1-py3-none-any.whl', cached: true },
    ]);
  });

  it('fetches the models of its orders with the token, which its mirrors do not have', async () => {
    await gateway.close();
    const model = join(folder, 'model');
    gateway = await start({
      models: [{ repo: 'o/m', type: 'model', revision: 'main', include: [], exclude: [], folder: model }],
      hubToken: 'hf_secret',
    });
    await expect.poll(() => events.some(({ event }) => event === 'fetched')).toBe(true);
    const [blob = ''] = await readdir(join(model, 'blobs'));
    expect(await readFile(join(model, 'blobs', blob))).toEqual(wheel);
    expect(events[0]).toEqual({ event: 'ready' });
    expect(events.find(({ event }) => event === 'fetched_file')).toMatchObject({ file: { path: 'w.bin', blob } });
    expect(seen.map(({ authorization }) => authorization)).toEqual(Array(3).fill('Bearer hf_secret'));
    await get('/hub/api/models/o/m/revision/main');
    expect(seen.at(-1)).toEqual({ url: '/api/models/o/m/revision/main', authorization: undefined });
    await gateway.close();
    expect(entries().filter(({ durationMs }) => durationMs !== null)).toMatchObject(
      Array(4).fill({ kind: 'hub', host: 'index.example', verdict: { outcome: 'allowed' } }),
    );
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('checks the addresses that its mirrors dial, too', async () => {
    names.set('index.example', ['127.0.0.1', '10.0.0.1']);
    expect(await get('/simple/demo/')).toMatch(
      /^HTTP\/1\.1 403 index\.example resolves to 10\.0\.0\.1, which is a private address\./,
    );
    await gateway.close();
    expect(entries().at(-1)?.verdict).toMatchObject({ reason: 'address_refused' });
  });

  it('counts what mirrors and CONNECT send under one entry together', async () => {
    const hello = await clientHello({ servername: 'index.example' });
    const head = Buffer.from(`CONNECT index.example:${port} HTTP/1.1\r\n\r\n`);
    await exchange(Buffer.concat([head, hello, Buffer.alloc(20_000)]));
    expect(await get('/simple/demo/')).toMatch(/^HTTP\/1\.1 403 /);
    await gateway.close();
    const reasons = entries().flatMap(({ verdict }) => (verdict.outcome === 'refused' ? [verdict.reason] : []));
    expect(reasons).toEqual(['upload_cap', 'upload_cap']);
  });
});
