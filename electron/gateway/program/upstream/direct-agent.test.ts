import { afterEach, describe, expect, it } from 'vitest';
import { recordingLedger, startTestHost, type TestHost, unlimited } from '../../testing/https-host.ts';
import { createBudgets } from '../budgets.ts';
import type { Budget } from '../dialer.ts';
import { EgressError } from '../egress-error.ts';
import { createDirectAgent } from './direct-agent.ts';
import { createUpstream, type Upstream, type UpstreamOptions } from './upstream.ts';

const names = ['one.test', 'two.test'];

const reasonOf = (request: Promise<unknown>): Promise<string> =>
  request.then(
    () => 'none',
    (error) => (error instanceof EgressError ? error.verdict.reason : String(error)),
  );

describe('createDirectAgent', () => {
  let host: TestHost;
  let ledger = recordingLedger();
  let upstream: Upstream;

  const start = async (budget: Budget = unlimited, options: Partial<UpstreamOptions> = {}) => {
    host = await startTestHost(names, budget);
    ledger = recordingLedger();
    const parts = { dialer: host.dialer, ledger, certificates: host.authority, connect: createDirectAgent };
    upstream = createUpstream({ ...parts, ...options });
  };
  const get = async (url: string): Promise<number> => {
    const { each, finish } = await upstream.request({ kind: 'hub', method: 'GET', url });
    let length = 0;
    await each((bytes) => {
      length += bytes.length;
      return undefined;
    }).finally(() => finish());
    return length;
  };
  const budgetOf = (uploadBytes: number, downloadBytes: number) => createBudgets({ uploadBytes, downloadBytes })('');

  afterEach(() => host.close());

  it('counts to the ledger exactly what travelled, per request on a connection that is used again', async () => {
    await start();
    host.answer((request, response) => response.end(request.url === '/big' ? Buffer.alloc(3_000_000, 'x') : 'small'));
    expect(await get('https://one.test/big')).toBe(3_000_000);
    const afterBig = { ...host.traffic };
    expect(await get('https://one.test/small')).toBe(5);
    expect(host.traffic.connections).toBe(1);
    expect(ledger.rows).toMatchObject([
      { host: 'one.test', target: '/big', up: afterBig.received, down: afterBig.sent },
      { target: '/small', up: host.traffic.received - afterBig.received, down: host.traffic.sent - afterBig.sent },
    ]);
    expect(ledger.reasons()).toEqual(['allowed', 'allowed']);
  });

  it('closes where a host sends more than the cap', async () => {
    await start(budgetOf(100_000, 100_000));
    host.answer((_request, response) => response.end(Buffer.alloc(10_000_000)));
    expect(await reasonOf(get('https://one.test/big'))).toBe('download_cap');
    expect(ledger.reasons()).toEqual(['download_cap']);
    expect(ledger.rows[0]?.down).toBeLessThan(400_000);
  });

  it('takes nothing from the cap on uploads', async () => {
    const budget = budgetOf(1_000, 1_000_000);
    await start(budget);
    host.answer((_request, response) => response.end('x'));
    expect(await get(`https://one.test/${'u'.repeat(4_000)}`)).toBe(1);
    expect(budget.leftUp()).toBe(1_000);
    expect(ledger.rows[0]?.up).toBe(host.traffic.received);
  });

  it('says what the dialer refuses, and what certificate is not trusted', async () => {
    await start(unlimited, { certificates: '' });
    expect(await reasonOf(get('https://evil.test/'))).toBe('not_listed');
    await expect(get('https://one.test/')).rejects.toThrow(/unreachable: The certificate of one\.test/);
    expect(ledger.reasons()).toEqual(['not_listed', 'unreachable']);
  });

  it('sends a credential to its own origin and to nobody else', async () => {
    const seen: Array<string | undefined> = [];
    await start(unlimited, { credential: { origin: 'https://one.test', token: 'hf_secret' } });
    host.answer((request, response) => {
      seen.push(`${request.headers.host} ${request.headers.authorization}`);
      if (request.url === '/away') response.writeHead(302, { location: 'https://two.test/there' }).end();
      else if (request.url === '/there') response.writeHead(302, { location: 'https://one.test:444/port' }).end();
      else response.end();
    });
    await get('https://one.test/away');
    expect(seen).toEqual(['one.test Bearer hf_secret', 'two.test undefined', 'one.test:444 undefined']);
    expect(JSON.stringify(ledger.rows)).not.toContain('secret');
  });

  it('waits for whoever takes the bytes, and ends with what they throw', async () => {
    await start();
    host.answer((_request, response) => response.end(Buffer.alloc(3_000_000)));
    const { each, finish } = await upstream.request({ kind: 'hub', method: 'GET', url: 'https://one.test/' });
    let busy = false;
    let length = 0;
    await each(async (bytes) => {
      expect(busy).toBe(false);
      busy = true;
      await new Promise((resolve) => setImmediate(resolve));
      busy = false;
      length += bytes.length;
    });
    finish();
    expect(length).toBe(3_000_000);
    const second = await upstream.request({ kind: 'hub', method: 'GET', url: 'https://one.test/' });
    const failing = second.each(() => {
      throw new Error('The disk is gone.');
    });
    await expect(failing).rejects.toThrow('The disk is gone.');
    second.finish();
  });

  it('says that a body was cut', async () => {
    await start();
    host.answer((_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('half', () => response.destroy());
    });
    expect(await reasonOf(get('https://one.test/'))).toBe('cut');
    expect(ledger.reasons()).toEqual(['cut']);
  });
});
