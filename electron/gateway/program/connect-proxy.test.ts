import { promises as dns } from 'node:dns';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../shared/ledger.ts';
import { createCertificates } from '../testing/certificates.ts';
import { createDnsServer, type DnsServer } from '../testing/dns-server.ts';
import { clientHello, connectRaw, type RawClient } from '../testing/raw-client.ts';
import { createTcpHost, portOf, type TcpHost } from '../testing/tcp-host.ts';
import { createAddressPolicy } from './address-policy.ts';
import { createAllowlist } from './allowlist.ts';
import { createBudgets } from './budgets.ts';
import { createConnectProxy } from './connect-proxy.ts';
import { createDialer } from './dialer.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createResolver } from './resolver.ts';
import { createGatewayServer, type GatewayServer } from './server.ts';

const megabyte = 1024 * 1024;

describe('CONNECT proxy', () => {
  let folder: string;
  let names: DnsServer;
  let host: TcpHost;
  let path: string;
  const servers: GatewayServer[] = [];
  const clients: RawClient[] = [];
  let entries: Map<number, LedgerEntry>;
  let ledger: Ledger;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateway-'));
    path = join(folder, 'gateway.sock');
    names = await createDnsServer();
    names.set('host.example', ['127.0.0.1']);
    names.set('a.cdn.example', ['127.0.0.1']);
    names.set('b.cdn.example', ['127.0.0.1']);
  });
  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => server.close()));
    host?.close();
    await names.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A gateway that may reach `host`, and 127.0.0.1 alone. */
  async function start(
    options: { uploadBytes?: number; downloadBytes?: number; helloMs?: number; idleMs?: number } = {},
  ) {
    entries = new Map();
    ledger = createLedger({
      send: async (event) => {
        if (event.event === 'entry') entries.set(event.entry.seq, structuredClone(event.entry));
      },
    });
    const dialer = createDialer({
      allowlist: createAllowlist([`host.example:${host.port}`, `*.cdn.example:${host.port}`]),
      addresses: createAddressPolicy({ exceptions: ['127.0.0.1/32'], hostAddresses: [] }),
      resolver: createResolver(() => {
        const client = new dns.Resolver({ timeout: 200, tries: 1 });
        client.setServers([names.address]);
        return client;
      }),
      budgetOf: createBudgets({
        uploadBytes: options.uploadBytes ?? 100 * megabyte,
        downloadBytes: options.downloadBytes ?? 100 * megabyte,
      }),
    });
    const limits = { helloMs: options.helloMs ?? 10_000, idleMs: options.idleMs ?? 120_000 };
    const server = createGatewayServer({
      ledger,
      connectProxy: createConnectProxy({ dialer, ledger, limits }),
      indexMirror: async (_request, response) => void response.on('close', () => undefined),
      hubMirror: async (_request, response) => void response.end(),
      onUnexpected: (error) => expect.fail(String(error)),
    });
    servers.push(server);
    await server.listen(path);
  }

  async function open(first: string | Buffer = ''): Promise<RawClient> {
    const client = await connectRaw(path, first);
    clients.push(client);
    return client;
  }
  const connectLine = (name = 'host.example') => `CONNECT ${name}:${host.port} HTTP/1.1\r\nHost: x\r\n\r\n`;

  /** A tunnel whose ClientHello was relayed, and the length of that. */
  async function tunnel(name = 'host.example') {
    const hello = await clientHello({ servername: name });
    const client = await open(connectLine(name));
    await client.until('\r\n\r\n');
    client.socket.write(hello);
    return { client, hello: hello.length };
  }
  const headLength = 'HTTP/1.1 200 Connection established\r\n\r\n'.length;

  /** The entry with this number once it has ended. */
  async function ended(seq = 1): Promise<LedgerEntry> {
    for (;;) {
      const entry = entries.get(seq);
      if (entry?.durationMs != null) return entry;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  async function hostReceived(bytes: number, index = 0): Promise<void> {
    while ((host.received[index] ?? 0) < bytes) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  it('carries a real TLS connection', async () => {
    const { authority, certificate, key } = await createCertificates(['host.example']);
    const secure = tls.createServer({ cert: certificate, key }, (socket) => socket.pipe(socket));
    host = await createTcpHost();
    const raw = createServer((socket) => secure.emit('connection', socket)).listen(0, '127.0.0.1');
    await once(raw, 'listening');
    host.close();
    host.port = portOf(raw);
    await start();
    const client = await open(connectLine());
    await client.until('\r\n\r\n');
    client.socket.removeAllListeners('data');
    const socket = tls.connect({ socket: client.socket, servername: 'host.example', ca: authority });
    socket.write('hello');
    expect(String((await once(socket, 'data'))[0])).toBe('hello');
    socket.end();
    expect(await ended()).toMatchObject({
      kind: 'connect',
      host: 'host.example',
      method: 'CONNECT',
      target: null,
      cached: false,
      verdict: { outcome: 'allowed' },
    });
    raw.close();
  });

  describe('relays exactly', () => {
    it('what came together with the request', async () => {
      host = await createTcpHost();
      await start();
      const hello = await clientHello({ servername: 'host.example' });
      const client = await open(Buffer.concat([Buffer.from(connectLine()), hello, Buffer.alloc(1_000)]));
      client.socket.end();
      expect(await ended()).toMatchObject({ bytesUp: hello.length + 1_000, verdict: { outcome: 'allowed' } });
      expect(host.received).toEqual([hello.length + 1_000]);
    });

    it('a ClientHello that comes byte by byte', async () => {
      host = await createTcpHost();
      await start();
      const hello = await clientHello({ servername: 'HOST.example' });
      const client = await open(connectLine('Host.Example.'));
      await client.until('\r\n\r\n');
      for (const byte of hello) {
        client.socket.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      client.socket.end();
      expect(await ended()).toMatchObject({ bytesUp: hello.length, verdict: { outcome: 'allowed' } });
      expect(host.received).toEqual([hello.length]);
    });

    it('what comes after the client has ended its side', async () => {
      host = await createTcpHost((socket) => {
        socket.on('end', () => socket.end(Buffer.alloc(megabyte)));
      });
      await start();
      const { client, hello } = await tunnel();
      client.socket.end(Buffer.alloc(megabyte));
      await client.ended();
      expect(client.received().length).toBe(headLength + megabyte);
      expect(await ended()).toMatchObject({ bytesUp: hello + megabyte, bytesDown: megabyte });
      expect(host.received).toEqual([hello + megabyte]);
    });

    it('what comes after the host has ended its side', async () => {
      host = await createTcpHost((socket) => {
        socket.end('done');
      });
      await start();
      const { client, hello } = await tunnel();
      await client.ended();
      client.socket.end(Buffer.alloc(megabyte));
      expect(await ended()).toMatchObject({ bytesUp: hello + megabyte, bytesDown: 4, verdict: { outcome: 'allowed' } });
      expect(host.received).toEqual([hello + megabyte]);
    });

    it('what was sent before the client broke off', async () => {
      host = await createTcpHost((socket) => {
        socket.write(Buffer.alloc(megabyte));
        socket.on('end', () => socket.end());
      });
      await start();
      const { client, hello } = await tunnel();
      await hostReceived(hello);
      client.socket.write(Buffer.alloc(50_000), () => client.socket.destroy());
      const entry = await ended();
      expect(entry.verdict).toEqual({ outcome: 'allowed' });
      expect(host.received).toEqual([entry.bytesUp]);
      expect(entry.bytesUp).toBe(hello + 50_000);
    });
  });

  describe('caps uploads', () => {
    const talkative = (socket: Socket) => {
      socket.on('data', () => socket.write(Buffer.alloc(1_000)));
      socket.on('end', () => socket.end());
    };
    const slow = (socket: Socket) => {
      socket.on('data', () => {
        socket.pause();
        setTimeout(() => socket.resume(), 1);
      });
      socket.on('end', () => socket.end());
    };
    it.each([
      ['silent', undefined],
      ['talkative', talkative],
      ['slow', slow],
    ])('so that the ledger says what a %s host got', async (_name, serve) => {
      host = await createTcpHost(serve);
      const uploadBytes = 300_001;
      await start({ uploadBytes });
      const { client } = await tunnel();
      client.socket.write(Buffer.alloc(4 * megabyte));
      expect(await ended()).toMatchObject({
        bytesUp: uploadBytes,
        verdict: { outcome: 'refused', reason: 'upload_cap' },
      });
      expect(host.received).toEqual([uploadBytes]);
      await client.ended();
    });

    it('of all hosts and connections of an entry together, and lets exactly the cap through', async () => {
      host = await createTcpHost();
      const hello = (await clientHello({ servername: 'a.cdn.example' })).length;
      await start({ uploadBytes: hello + 1_000 });
      const a = await tunnel('a.cdn.example');
      a.client.socket.end(Buffer.alloc(1_000));
      expect(await ended(1)).toMatchObject({ bytesUp: hello + 1_000, verdict: { outcome: 'allowed' } });
      const b = await open(connectLine('b.cdn.example'));
      expect(await b.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 403 \*\.cdn\.example.* has been sent as much/);
      expect(await ended(2)).toMatchObject({ bytesUp: 0, verdict: { reason: 'upload_cap' } });
      const other = await tunnel('host.example');
      other.client.socket.end();
      expect(await ended(3)).toMatchObject({ verdict: { outcome: 'allowed' } });
      expect(host.received).toEqual([hello + 1_000, other.hello]);
    });

    it('that a ClientHello alone would pass', async () => {
      host = await createTcpHost();
      await start({ uploadBytes: 100 });
      await tunnel();
      expect(await ended()).toMatchObject({ bytesUp: 100, verdict: { reason: 'upload_cap' } });
      expect(host.received).toEqual([100]);
    });
  });

  it('caps downloads: the client gets as much as the ledger says, and no more', async () => {
    host = await createTcpHost((socket) => {
      socket.write(Buffer.alloc(4 * megabyte));
    });
    await start({ downloadBytes: 300_001 });
    const { client } = await tunnel();
    await client.ended();
    expect(client.received().length).toBe(headLength + 300_001);
    client.socket.end();
    expect(await ended()).toMatchObject({
      bytesDown: 300_001,
      verdict: { outcome: 'refused', reason: 'download_cap' },
    });
  });

  describe('lets nothing reach the host', () => {
    const shouldStayEmpty = async (reason: string, detail: RegExp) => {
      expect(await ended()).toMatchObject({
        bytesUp: 0,
        verdict: { outcome: 'refused', reason, detail: expect.stringMatching(detail) },
      });
      expect(host.received.every((bytes) => bytes === 0)).toBe(true);
    };
    beforeEach(async () => {
      host = await createTcpHost();
      await start({ helloMs: 300 });
    });

    it.each(['evil.example', 'host.example.evil.example', 'xhost.example'])('when TLS is for %s', async (name) => {
      const client = await open(connectLine());
      client.socket.write(await clientHello({ servername: name }));
      await client.ended();
      await shouldStayEmpty('name_mismatch', /names another server/);
    });

    it('when TLS is for no name', async () => {
      const client = await open(connectLine());
      client.socket.write(await clientHello({ host: '127.0.0.1' }));
      await client.ended();
      await shouldStayEmpty('name_mismatch', /names no server/);
    });

    it('when the name may be hidden', async () => {
      const hello = await clientHello({ servername: 'host.example', maxVersion: 'TLSv1.3' });
      // Any extension of the client's serves: the session ticket's number becomes that of an encrypted ClientHello.
      const at = hello.indexOf(Buffer.from([0, 35, 0, 0]));
      hello.writeUInt16BE(0xfe0d, at);
      const client = await open(connectLine());
      client.socket.write(hello);
      await client.ended();
      await shouldStayEmpty('name_mismatch', /encrypted ClientHello/);
    });

    it.each([
      ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: host.example\r\n\r\n'), /other than TLS/],
      ['a broken ClientHello', Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 0]), /cannot be read/],
      ['half a ClientHello', Buffer.from([22, 3, 1, 2, 0, 1, 0]), /did not begin TLS within 0\.3 seconds/],
      ['nothing', Buffer.alloc(0), /did not begin TLS within/],
    ])('when the client sends %s', async (_name, bytes, detail) => {
      const client = await open(Buffer.concat([Buffer.from(connectLine()), bytes]));
      await client.ended();
      await shouldStayEmpty('not_tls', detail);
    });

    it('when the client leaves before TLS', async () => {
      const client = await open(connectLine());
      client.socket.end();
      expect(await ended()).toMatchObject({ bytesUp: 0, verdict: { outcome: 'failed', reason: 'cut' } });
      expect(host.received.every((bytes) => bytes === 0)).toBe(true);
    });
  });

  describe('refuses', () => {
    beforeEach(async () => {
      host = await createTcpHost();
      await start();
    });

    it.each([
      ['github.com:443', 'not_listed', 403, 'github.com:443 is not on the allowlist.'],
      ['host.example:22', 'port_not_listed', 403, /^host\.example is on the allowlist for port \d+, not for 22\.$/],
      ['[::1]:443', 'address_literal', 403, '[::1] is an address; only hosts with a name can be allowed.'],
      ['127.0.0.1:443', 'address_literal', 403, /address/],
      ['0x7f.1:443', 'address_literal', 403, /address/],
      ['2130706433:443', 'address_literal', 403, /address/],
    ])('%s as %s', async (target, reason, status, sentence) => {
      const client = await open(`CONNECT ${target} HTTP/1.1\r\n\r\n`);
      await client.ended();
      const answer = client.received().toString();
      const [, gotStatus, gotSentence = ''] = /^HTTP\/1\.1 (\d+) (.*)\r\n/.exec(answer) ?? [];
      expect(Number(gotStatus)).toBe(status);
      if (typeof sentence === 'string') expect(gotSentence).toBe(sentence);
      else expect(gotSentence).toMatch(sentence);
      expect(answer).toContain('\r\nConnection: close\r\n');
      expect(answer.endsWith(`\r\n\r\n${gotSentence}\n`)).toBe(true);
      expect((await ended()).verdict).toMatchObject({ outcome: 'refused', reason, detail: gotSentence });
      expect(host.sockets).toHaveLength(0);
    });

    it.each([
      'pypi.org',
      'pypi.org:',
      ':443',
      'pypi.org:0',
      'pypi.org:0443',
      'pypi.org:65536',
      'pypi.org:443@evil.example',
      'user@pypi.org:443',
      'pypi.org:443/x',
      'pypi.org:443:443',
      '::1:443',
      'https://pypi.org:443',
      '/pypi.org:443',
      'pypi.org%00.evil.example:443',
      'pypi.org\0.evil.example:443',
      '*',
    ])('%j as malformed', async (target) => {
      const client = await open(`CONNECT ${target} HTTP/1.1\r\nHost: pypi.org:443\r\n\r\n`);
      await client.ended();
      expect(client.received().toString()).toMatch(/^HTTP\/1\.1 400 /);
      expect((await ended()).verdict).toMatchObject({ outcome: 'refused', reason: 'malformed' });
    });

    it('a name that resolves to a bad address beside a good one', async () => {
      names.set('host.example', ['127.0.0.1', '169.254.169.254']);
      const client = await open(connectLine());
      await client.ended();
      expect(client.received().toString()).toMatch(
        /^HTTP\/1\.1 403 host\.example resolves to 169\.254\.169\.254, which is a link-local address\.\r\n/,
      );
      expect((await ended()).verdict).toMatchObject({ reason: 'address_refused' });
      expect(host.sockets).toHaveLength(0);
    });

    it('a CONNECT in a connection whose last answer is still to come', async () => {
      const client = await open(`GET /simple/ HTTP/1.1\r\nHost: x\r\n\r\n${connectLine()}`);
      await client.ended();
      expect(client.received().length).toBe(0);
      expect(host.sockets).toHaveLength(0);
    });
  });

  it('takes nothing from the Host header', async () => {
    host = await createTcpHost();
    await start();
    const client = await open('CONNECT evil.example:443 HTTP/1.1\r\nHost: host.example\r\nHost: host.example\r\n\r\n');
    await client.ended();
    expect((await ended()).verdict).toMatchObject({ reason: 'not_listed' });
  });

  it('answers 502 to a name that does not exist, and 504 where nobody listens', async () => {
    host = await createTcpHost();
    await start();
    const nameless = await open(connectLine('nowhere.cdn.example'));
    await nameless.ended();
    expect(nameless.received().toString()).toMatch(/^HTTP\/1\.1 502 nowhere\.cdn\.example has no address in DNS\.\r\n/);
    expect((await ended(1)).verdict).toMatchObject({ outcome: 'failed', reason: 'unresolved' });
    host.close();
    const closed = await open(connectLine());
    await closed.ended();
    expect(closed.received().toString()).toMatch(
      /^HTTP\/1\.1 504 host\.example:\d+ cannot be reached \(127\.0\.0\.1: ECONNREFUSED\)\./,
    );
    expect((await ended(2)).verdict).toMatchObject({ outcome: 'failed', reason: 'unreachable' });
  });

  it('says when the host breaks off, and gives the client what came before', async () => {
    host = await createTcpHost((socket) => {
      socket.write('some bytes');
    });
    await start();
    const { client, hello } = await tunnel();
    await client.until('some bytes');
    await hostReceived(hello);
    host.sockets[0]?.resetAndDestroy();
    await client.ended();
    expect(await ended()).toMatchObject({
      bytesDown: 10,
      verdict: { outcome: 'failed', reason: 'cut', detail: 'host.example broke off the connection (ECONNRESET).' },
    });
  });

  it('closes a tunnel in which nothing moves', async () => {
    host = await createTcpHost(() => undefined);
    await start({ idleMs: 200 });
    const { client } = await tunnel();
    await client.ended();
    client.socket.end();
    expect(await ended()).toMatchObject({
      verdict: { outcome: 'failed', reason: 'cut', detail: expect.stringMatching(/Nothing was sent/) },
    });
  });

  it('reads no faster than the client does', async () => {
    host = await createTcpHost((socket) => {
      socket.write(Buffer.alloc(64 * megabyte));
    });
    await start();
    const { client } = await tunnel();
    client.socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const bytes = entries.get(1)?.bytesDown ?? 0;
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(8 * megabyte);
    let rest = headLength + 64 * megabyte - client.received().length;
    client.socket.removeAllListeners('data').on('data', (chunk: Buffer) => {
      rest -= chunk.length;
    });
    client.socket.resume();
    while (rest > 0) await once(client.socket, 'data');
    expect(rest).toBe(0);
  });
});
