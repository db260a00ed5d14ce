import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../shared/ledger.ts';
import { connectRaw, type RawClient } from '../testing/raw-client.ts';
import { EgressError } from './egress-error.ts';
import { createLedger, type ToldLedger } from './ledger.ts';
import { createGatewayServer, type GatewayServer, type Mirror, type ServerLimits } from './server.ts';

describe('gateway server', () => {
  let folder: string;
  let path: string;
  let server: GatewayServer | null;
  let ledger: ToldLedger;
  let entries: LedgerEntry[];
  let unexpected: unknown[];
  const clients: RawClient[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateway-'));
    path = join(folder, 'gateway.sock');
    server = null;
  });
  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.destroy();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(
    indexMirror: Mirror = async (_request, response) => void response.end('index'),
    limits: Partial<ServerLimits> = {},
  ) {
    entries = [];
    unexpected = [];
    ledger = createLedger({
      send: async (event) => {
        if (event.event === 'entry') entries.push(structuredClone(event.entry));
      },
    });
    server = createGatewayServer({
      ledger,
      connectProxy: async (request) => void request.socket.end('tunnel'),
      indexMirror,
      hubMirror: async (request, response) => void response.end(`hub ${request.url}`),
      onUnexpected: (error) => unexpected.push(error),
      limits: { connections: 512, requests: 128, headMs: 15_000, idleMs: 60_000, ...limits },
    });
    await server.listen(path);
  }
  async function open(first = ''): Promise<RawClient> {
    const client = await connectRaw(path, first);
    clients.push(client);
    return client;
  }
  /** The answer to bytes after which the gateway closes the connection. */
  async function exchange(bytes: string): Promise<string> {
    const client = await open(bytes);
    await client.ended();
    return client.received().toString();
  }
  const get = (target: string, ...headers: string[]) =>
    `GET ${target} HTTP/1.1\r\n${['Host: 127.0.0.1:3128', ...headers].join('\r\n')}\r\n\r\n`;
  const getOnce = (target: string) => exchange(get(target, 'Connection: close'));
  async function verdicts() {
    await ledger.flush();
    return entries.map(({ kind, host, port, method, target, verdict }) => ({
      kind,
      host,
      port,
      method,
      target,
      reason: verdict.outcome === 'allowed' ? null : verdict.reason,
    }));
  }

  it('is open to every user of the machine, and takes the place of an old socket', async () => {
    await writeFile(path, '');
    await start();
    expect((await stat(path)).mode & 0o777).toBe(0o666);
    expect(await getOnce('/simple/numpy/')).toMatch(/index$/);
  });

  it('sends requests to the mirror of their path', async () => {
    await start();
    expect(await getOnce('/simple/numpy/')).toMatch(/^HTTP\/1\.1 200 [\s\S]*index$/);
    expect(await getOnce('/files/x?y=z')).toMatch(/index$/);
    expect(await getOnce('/hub/api/models/x?y=/simple/')).toMatch(/hub \/hub\/api\/models\/x\?y=\/simple\/$/);
    expect(await verdicts()).toEqual([]);
  });

  it('answers 404 to other paths, and writes them down', async () => {
    await start();
    for (const target of ['/', '/simple', '/hub', '/hubris/x', '/x?/simple/', '*']) {
      expect(await exchange(`OPTIONS ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 404 /,
      );
    }
    expect((await verdicts())[0]).toEqual({
      ...{ kind: 'other', host: '', port: 0, method: 'OPTIONS', target: '/', reason: 'malformed' },
    });
  });

  it('refuses plain HTTP to other hosts', async () => {
    await start();
    const sentence = 'evil.example was asked for without encryption; only https is let through.';
    expect(await getOnce('http://evil.example:8080/x?y')).toMatch(
      new RegExp(`^HTTP/1.1 403 ${sentence}\r\n[\\s\\S]*\r\n\r\n${sentence}\n$`),
    );
    expect(await getOnce('https://pypi.org/simple/')).toMatch(/^HTTP\/1\.1 403 /);
    expect(await getOnce('HTTP://127.0.0.1:3128/simple/')).toMatch(/^HTTP\/1\.1 403 /);
    const other = { kind: 'other', method: 'GET', reason: 'plain_http' };
    expect(await verdicts()).toEqual([
      { ...other, host: 'evil.example', port: 8080, target: 'http://evil.example:8080/x?y' },
      { ...other, host: 'pypi.org', port: 443, target: 'https://pypi.org/simple/' },
      { ...other, host: '127.0.0.1', port: 3128, target: 'HTTP://127.0.0.1:3128/simple/' },
    ]);
  });

  it.each([
    ['no HTTP', 'SSH-2.0-x\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x00\x05hello'],
    ['a NUL in the target', 'GET /simple/\0 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['two lengths', 'GET /simple/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    [
      'a length and chunks',
      'GET /simple/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['a header of 17 KiB', `GET /simple/ HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(17 * 1024)}\r\n\r\n`],
    ['a target of 17 KiB', `GET /simple/${'x'.repeat(17 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['another protocol', get('/simple/', 'Connection: Upgrade', 'Upgrade: websocket')],
  ])('answers 400 to %s', async (_name, bytes) => {
    await start(async () => expect.fail('It must not get there.'));
    expect(await exchange(bytes)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await verdicts()).toMatchObject([{ kind: 'other', reason: 'malformed' }]);
    expect(unexpected).toEqual([]);
  });

  describe('when a mirror fails', () => {
    it('says why, in the status line and in the body', async () => {
      await start(async () => {
        throw EgressError.refused('no_index', 'No index is asked for “numpy”.');
      });
      expect(await exchange(get('/simple/numpy/'))).toMatch(
        /^HTTP\/1\.1 404 No index is asked for \?numpy\?\.\r\n[\s\S]*\r\n\r\nNo index is asked for “numpy”\.\n$/,
      );
    });

    it.each([
      [EgressError.refused('not_listed', 'x'), 403],
      [EgressError.refused('busy', 'x'), 503],
      [EgressError.failed('unreachable', 'x'), 504],
      [EgressError.failed('unresolved', 'x'), 502],
      [EgressError.failed('upstream_error', 'x\r\nInjected: yes'), 502],
    ])('answers %s with %i', async (error, status) => {
      await start(async () => {
        throw error;
      });
      const answer = await exchange(get('/simple/numpy/'));
      expect(answer.startsWith(`HTTP/1.1 ${status} x`)).toBe(true);
      expect(answer.split('\r\n\r\n')[0]).not.toMatch(/^Injected/m);
    });

    it('breaks off an answer that was begun', async () => {
      await start(async (_request, response) => {
        response.writeHead(200, { 'content-length': 10 }).write('half');
        await new Promise((resolve) => setTimeout(resolve, 20));
        throw EgressError.failed('cut', 'x');
      });
      const answer = await exchange(get('/files/x'));
      expect(answer).toMatch(/half$/);
    });

    it('goes on with other requests after an error that nobody expected', async () => {
      let calls = 0;
      await start(async (_request, response) => {
        calls += 1;
        if (calls === 1) throw new Error('a defect');
        response.end('fine');
      });
      await exchange(get('/simple/'));
      expect(unexpected).toEqual([new Error('a defect')]);
      expect(await getOnce('/simple/')).toMatch(/fine$/);
    });

    it('keeps quiet about errors that come from the client being gone', async () => {
      const asked = Promise.withResolvers<void>();
      const failed = Promise.withResolvers<void>();
      await start(async (request) => {
        asked.resolve();
        await new Promise<void>((resolve) => {
          request.socket.on('close', () => resolve());
        });
        failed.resolve();
        throw new Error('premature close');
      });
      const client = await open(get('/files/x'));
      await asked.promise;
      client.socket.destroy();
      await failed.promise;
      await new Promise((resolve) => setImmediate(resolve));
      expect(unexpected).toEqual([]);
    });
  });

  describe('against floods', () => {
    it('drops connections above its limit, and serves again when others are gone', async () => {
      await start(undefined, { connections: 5 });
      const held = await Promise.all(Array.from({ length: 5 }, () => open()));
      await Promise.all(Array.from({ length: 50 }, () => open().then((client) => client.ended())));
      expect((await verdicts()).every(({ reason }) => reason === 'busy')).toBe(true);
      expect(entries.length).toBe(50);
      for (const { socket } of held) socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await getOnce('/simple/')).toMatch(/index$/);
    });

    it('stands ten thousand connections', async () => {
      await start();
      for (let round = 0; round < 10; round += 1) {
        const all = await Promise.allSettled(Array.from({ length: 1_000 }, () => connectRaw(path, 'GET /simple/')));
        for (const one of all) if (one.status === 'fulfilled') one.value.socket.destroy();
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await getOnce('/simple/')).toMatch(/index$/);
      expect(unexpected).toEqual([]);
    });

    it('closes a connection that sends requests without waiting for answers', async () => {
      let calls = 0;
      await start(async () => {
        calls += 1;
        await new Promise(() => undefined);
      });
      await exchange(get('/simple/').repeat(2_000));
      expect(calls).toBe(1);
      expect(await verdicts()).toMatchObject([{ reason: 'busy' }]);
    });

    it('answers a few requests that came together', async () => {
      await start();
      expect(await exchange(get('/simple/').repeat(2) + get('/simple/', 'Connection: close'))).toMatch(
        /^(HTTP[\s\S]*index){3}$/,
      );
    });

    it('asks the mirror for one thing after the other, and for nothing once the client has gone', async () => {
      const asked: string[] = [];
      const answer: (() => void)[] = [];
      await start(async (request, response) => {
        asked.push(request.url ?? '');
        await new Promise<void>((resolve) => {
          response.on('close', resolve);
          answer.push(resolve);
        });
        response.end('x');
      });
      const client = await open(['/simple/1', '/simple/2', '/simple/3'].map((target) => get(target)).join(''));
      while (answer.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
      answer[0]?.();
      await client.until('x');
      while (answer.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      client.socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(asked).toEqual(['/simple/1', '/simple/2']);
    });

    it('answers 503 above its limit of requests under way', async () => {
      const waiting: (() => void)[] = [];
      await start(
        async (_request, response) => {
          await new Promise<void>((resolve) => waiting.push(resolve));
          response.end('late');
        },
        { requests: 2 },
      );
      const [one, two] = [await open(get('/simple/1')), await open(get('/simple/2'))];
      while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await exchange(get('/simple/3'))).toMatch(/^HTTP\/1\.1 503 /);
      expect(await verdicts()).toMatchObject([{ reason: 'busy', method: 'GET', target: '/simple/3' }]);
      for (const resolve of waiting.splice(0)) resolve();
      await Promise.all([one.until('late'), two.until('late')]);
      const three = await open(get('/simple/3'));
      while (waiting.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
      waiting[0]?.();
      await three.until('late');
    });
  });

  describe('against slow clients', () => {
    it('closes a connection whose request is not complete in time', async () => {
      await start(undefined, { headMs: 200 });
      const client = await open('GET /simple/ HTTP/1.1\r\n');
      const drip = setInterval(() => client.socket.write('X: y\r\n'), 50);
      await client.ended();
      clearInterval(drip);
      expect(client.received().toString()).toMatch(/^HTTP\/1\.1 400 .*not complete within 0\.2 seconds/);
      expect(await verdicts()).toMatchObject([{ reason: 'malformed' }]);
    });

    it('closes a connection that says nothing', async () => {
      await start(undefined, { idleMs: 100 });
      const client = await open();
      await client.ended();
      expect(client.received().length).toBe(0);
    });

    it('closes a connection whose client does not read its answer', async () => {
      const closed = Promise.withResolvers<void>();
      await start(
        async (_request, response) => {
          response.on('close', () => closed.resolve());
          response.end(Buffer.alloc(20 * 1024 * 1024));
        },
        { idleMs: 200 },
      );
      const client = await open();
      client.socket.pause();
      client.socket.write(get('/files/x'));
      await closed.promise;
    });

    it('closes a connection whose client does not send the body it announced', async () => {
      await start(
        async (request) => {
          for await (const _chunk of request);
        },
        { idleMs: 200 },
      );
      const client = await open('POST /hub/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf');
      await client.ended();
    });

    it('leaves a connection open while the mirror waits for a host', async () => {
      await start(
        async (_request, response) => {
          await new Promise((resolve) => setTimeout(resolve, 700));
          response.end('late');
        },
        { idleMs: 100 },
      );
      const client = await open(get('/files/x'));
      await client.until('late');
    });
  });

  it('hands CONNECT over with its socket', async () => {
    await start();
    expect(await exchange('CONNECT pypi.org:443 HTTP/1.1\r\n\r\n')).toBe('tunnel');
  });

  it('closes at once, whatever goes on', async () => {
    await start(async () => new Promise(() => undefined));
    const held = [await open(), await open(get('/simple/')), await open('CONNECT')];
    await server?.close();
    await Promise.all(held.map((client) => client.ended()));
    server = null;
    await expect(connectRaw(path)).rejects.toThrow();
  });

  it('serves several requests of one connection of an ordinary client', async () => {
    await start();
    const ask = () =>
      new Promise<string>((resolve, reject) => {
        httpRequest({ socketPath: path, path: '/simple/', headers: { host: 'x' } }, (response) => {
          response.setEncoding('utf8').on('data', resolve);
        })
          .on('error', reject)
          .end();
      });
    expect([await ask(), await ask(), await ask()]).toEqual(['index', 'index', 'index']);
  });
});
