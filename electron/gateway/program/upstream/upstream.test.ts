import { afterEach, describe, expect, it } from 'vitest';
import { recordingLedger, startTestHost, type TestHost, unlimited } from '../../testing/https-host.ts';
import type { Budget } from '../dialer.ts';
import { EgressError } from '../egress-error.ts';
import { createUpstream, type Upstream, type UpstreamResponse } from './upstream.ts';

const names = ['one.test', 'two.test'];

async function read({ body, finish }: UpstreamResponse): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  finish();
  return Buffer.concat(chunks);
}

const reasonOf = (request: Promise<unknown>): Promise<string> =>
  request.then(
    () => 'none',
    (error) => (error instanceof EgressError ? error.verdict.reason : String(error)),
  );

describe('createUpstream', () => {
  let host: TestHost;
  let ledger = recordingLedger();
  let upstream: Upstream;

  const start = async (budget: Budget = unlimited, certificates?: string) => {
    host = await startTestHost(names, budget);
    ledger = recordingLedger();
    upstream = createUpstream({ dialer: host.dialer, ledger, certificates: certificates ?? host.authority });
  };
  const get = (url: string, headers = {}) => upstream.request({ kind: 'index', method: 'GET', url, headers });

  afterEach(() => host.close());

  it('counts to the ledger exactly what travelled, per request on a connection that is used again', async () => {
    await start();
    const big = Buffer.alloc(3_000_000, 'x');
    host.answer((request, response) => response.end(request.url === '/big?a=1' ? big : 'small'));
    expect((await read(await get('https://one.test/big?a=1'))).equals(big)).toBe(true);
    const afterBig = { ...host.traffic };
    expect((await read(await get('https://one.test/small'))).toString()).toBe('small');
    expect(host.traffic.connections).toBe(1);
    expect(ledger.rows).toMatchObject([
      { host: 'one.test', port: 443, method: 'GET', target: '/big?a=1', up: afterBig.received, down: afterBig.sent },
      { target: '/small', up: host.traffic.received - afterBig.received, down: host.traffic.sent - afterBig.sent },
    ]);
    expect(ledger.reasons()).toEqual(['allowed', 'allowed']);
  });

  it('sends the headers that a mirror chose and no others', async () => {
    await start();
    host.answer((request, response) => response.end(JSON.stringify(request.headers)));
    const headers = JSON.parse((await read(await get('https://one.test/', { range: 'bytes=5-' }))).toString());
    expect(Object.keys(headers).sort()).toEqual(['accept-encoding', 'connection', 'host', 'range', 'user-agent']);
    expect(headers).toMatchObject({ host: 'one.test', range: 'bytes=5-', 'accept-encoding': 'identity' });
  });

  it('follows redirects, each with an entry of its own', async () => {
    await start();
    host.answer((request, response) => {
      if (request.headers.host === 'two.test') response.end('there');
      else response.writeHead(302, { location: 'https://two.test/b?c' }).end();
    });
    const answer = await get('https://one.test/a');
    expect(answer.url).toBe('https://two.test/b?c');
    expect((await read(answer)).toString()).toBe('there');
    expect(ledger.rows).toMatchObject([
      { host: 'one.test', target: '/a' },
      { host: 'two.test', target: '/b?c' },
    ]);
  });

  it.each([
    ['a host that is not listed', 'https://evil.test/x', 'not_listed', 'evil.test'],
    ['plain HTTP', 'http://two.test/x', 'plain_http', 'two.test'],
    ['a user', 'https://me:secret@two.test/x', 'malformed', 'two.test'],
  ])('refuses a redirect to %s and writes it down for that host', async (_, location, reason, target) => {
    await start();
    host.answer((_request, response) => response.writeHead(307, { location }).end());
    expect(await reasonOf(get('https://one.test/a'))).toBe(reason);
    expect(ledger.reasons()).toEqual(['allowed', reason]);
    expect(ledger.rows[1]?.host).toBe(target);
  });

  it('ends a circle of redirects', async () => {
    await start();
    host.answer((_request, response) => response.writeHead(302, { location: '/again' }).end());
    expect(await reasonOf(get('https://one.test/a'))).toBe('upstream_error');
    expect(ledger.rows).toHaveLength(6);
    expect(host.traffic.connections).toBe(1);
  });

  it('tries again after 503, 429 and a closed connection, and gives up after three tries', async () => {
    await start();
    let tries = 0;
    host.answer((request, response) => {
      tries += 1;
      if (request.url === '/never' || tries === 1) response.writeHead(503, { 'retry-after': '0' }).end();
      else if (tries === 2) request.socket.destroy();
      else response.end('at last');
    });
    expect((await read(await get('https://one.test/'))).toString()).toBe('at last');
    expect(ledger.reasons()).toEqual(['upstream_error', 'unreachable', 'allowed']);
    expect(await reasonOf(get('https://one.test/never'))).toBe('upstream_error');
    expect(tries).toBe(6);
  });

  it('does not wait for a host that asks for a long pause', async () => {
    await start();
    host.answer((_request, response) => response.writeHead(429, { 'retry-after': '3600' }).end());
    expect(await reasonOf(get('https://one.test/'))).toBe('upstream_error');
    expect(ledger.rows).toHaveLength(1);
  });

  it('does not knock again at once where nobody opened', async () => {
    await start();
    host.goDown();
    expect(await reasonOf(get('https://one.test/'))).toBe('unreachable');
    expect(ledger.rows).toHaveLength(3);
    expect(await reasonOf(get('https://one.test/'))).toBe('unreachable');
    expect(ledger.rows).toHaveLength(4);
  });

  it('says that the certificate is not trusted, and does not try again', async () => {
    await start(unlimited, '');
    await expect(get('https://one.test/')).rejects.toThrow(/unreachable: The certificate of one\.test/);
    expect(ledger.reasons()).toEqual(['unreachable']);
  });

  it('says that a body was cut', async () => {
    await start();
    host.answer((_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('half', () => response.destroy());
    });
    const answer = await get('https://one.test/');
    expect(await reasonOf(read(answer))).toBe('cut');
    expect(ledger.reasons()).toEqual(['cut']);
  });

  it('never sends more than the cap, and closes where a host sends more', async () => {
    const left = { up: 4_000, down: 100_000 };
    await start({
      takeUp: (wanted) => {
        const taken = Math.min(wanted, left.up);
        left.up -= taken;
        return taken;
      },
      takeDown: (wanted) => {
        const taken = Math.min(wanted, left.down);
        left.down -= taken;
        return taken;
      },
      leftUp: () => left.up,
      leftDown: () => left.down,
    });
    host.answer((request, response) => response.end(request.url === '/big' ? Buffer.alloc(1_000_000) : ''));
    expect(await reasonOf(get(`https://one.test/${'u'.repeat(8_000)}`))).toBe('upload_cap');
    expect(host.traffic.received).toBeLessThanOrEqual(4_000);
    left.up = 100_000;
    expect(await reasonOf(get('https://one.test/big').then(read))).toBe('download_cap');
    expect(ledger.rows.reduce((sum, { up }) => sum + up, 0)).toBe(host.traffic.received);
    expect(ledger.reasons()).toEqual(['upload_cap', 'download_cap']);
  });
});
