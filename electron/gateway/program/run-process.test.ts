import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayOrders } from '../../../shared/egress.ts';
import { connectRaw } from '../testing/raw-client.ts';

const orders: GatewayOrders = {
  policy: {
    allowlist: ['host.example'],
    exceptions: [],
    uploadBytes: 1_000,
    downloadBytes: 1_000,
    indexes: [{ name: 'pypi', url: 'https://host.example/simple/', packages: ['*'] }],
    hubUrl: 'https://host.example',
  },
  hostAddresses: ['192.0.2.1'],
  certificates: '',
  cacheBytes: 1_000_000,
  seconds: 60,
  models: [],
  fetchSeconds: 60,
  hubToken: '',
};

describe('gateway process', () => {
  let folder: string;
  let child: ChildProcess | null;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateway-'));
    child = null;
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  async function start(content: unknown = orders) {
    await writeFile(join(folder, 'orders.json'), JSON.stringify(content));
    const places = {
      orders: join(folder, 'orders.json'),
      socket: join(folder, 'gateway.sock'),
      cache: join(folder, 'cache'),
    };
    const program = `
      const { runProcess } = await import(${JSON.stringify(join(import.meta.dirname, 'run-process.ts'))});
      await runProcess(${JSON.stringify(places)});
    `;
    const started = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    const texts = { out: '', error: '' };
    started.stdout.setEncoding('utf8').on('data', (text: string) => {
      texts.out += text;
    });
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      texts.error += text;
    });
    const closed = once(started, 'close');
    return {
      child: started,
      texts,
      socket: places.socket,
      until: async (text: string) => {
        while (!texts.out.includes(text)) await once(started.stdout, 'data');
      },
      code: async (): Promise<unknown> => (await closed)[0],
    };
  }

  it('says when it is ready, tells every request a line, the cache’s size at the end, and ends with 0 on SIGTERM', async () => {
    const gateway = await start();
    await gateway.until('\n');
    expect(gateway.texts.out).toBe('{"event":"ready"}\n');
    const client = await connectRaw(gateway.socket, 'CONNECT evil.example:443 HTTP/1.1\r\n\r\n');
    expect(await client.until('\n')).toMatch(/^HTTP\/1\.1 403 evil\.example:443 is not on the allowlist\.\r\n/);
    const held = await connectRaw(gateway.socket, 'GET /');
    gateway.child.kill('SIGTERM');
    await held.ended();
    expect(await gateway.code()).toBe(0);
    const lines = gateway.texts.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.slice(1)).toMatchObject([
      { event: 'entry', entry: { seq: 1, kind: 'connect', host: 'evil.example', verdict: { reason: 'not_listed' } } },
      { event: 'cache', bytes: 0 },
    ]);
    expect(gateway.texts.error).toBe('');
  });

  it('ends when its time is over', async () => {
    const gateway = await start({ ...orders, seconds: 1 });
    expect(await gateway.code()).toBe(0);
    expect(gateway.texts.out).toContain('ready');
  });

  it('ends although nobody reads what it tells', async () => {
    const gateway = await start();
    await gateway.until('ready');
    gateway.child.stdout?.pause();
    // Far more than a pipe holds.
    for (let n = 0; n < 300; n += 1) {
      const client = await connectRaw(gateway.socket, `CONNECT ${n}.${'x'.repeat(900)} HTTP/1.1\r\n\r\n`);
      await client.ended();
    }
    gateway.child.kill('SIGTERM');
    const [code] = await once(gateway.child, 'exit');
    expect(code).toBe(0);
  });

  it.each([
    ['an exception that is no network', { ...orders, policy: { ...orders.policy, exceptions: ['300.0.0.0/8'] } }],
    ['orders that are incomplete', { policy: orders.policy }],
  ])('ends with 1, and serves nobody, where it is given %s', async (_name, content) => {
    const gateway = await start(content);
    expect(await gateway.code()).toBe(1);
    expect(gateway.texts.error).not.toBe('');
    expect(gateway.texts.out).toBe('');
  });
});
