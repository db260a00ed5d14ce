import { promises as dns } from 'node:dns';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDnsServer, type DnsServer } from '../testing/dns-server.ts';
import { portOf } from '../testing/tcp-host.ts';
import { createAddressPolicy } from './address-policy.ts';
import { createAllowlist } from './allowlist.ts';
import { createBudgets } from './budgets.ts';
import { createDialer } from './dialer.ts';
import { createResolver } from './resolver.ts';

describe('dialer', () => {
  let names: DnsServer;
  let server: Server;
  let port: number;
  let accepted: number;

  beforeEach(async () => {
    names = await createDnsServer();
    accepted = 0;
    server = createServer((socket) => {
      accepted += 1;
      socket.on('error', () => undefined);
      socket.resume();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = portOf(server);
  });
  afterEach(async () => {
    server.close();
    await names.close();
  });

  const setUp = (exceptions = ['127.0.0.1/32', '127.0.0.9/32'], uploadBytes = 10) =>
    createDialer({
      allowlist: createAllowlist([`host.example:${port}`, `*.cdn.example:${port}`]),
      addresses: createAddressPolicy({ exceptions, hostAddresses: [] }),
      resolver: createResolver(() => {
        const client = new dns.Resolver({ timeout: 200, tries: 1 });
        client.setServers([names.address]);
        return client;
      }),
      budgetOf: createBudgets({ uploadBytes, downloadBytes: 10 }),
    });

  it('connects to the address that it checked, and asks DNS only once for it', async () => {
    names.set('host.example', ['127.0.0.1']);
    const { socket, address } = await setUp().dial('HOST.example.', port);
    expect(address).toBe('127.0.0.1');
    expect(socket.remoteAddress).toBe('127.0.0.1');
    expect(names.questions).toEqual(['host.example', 'host.example']);
    socket.destroy();
  });

  it('goes on to the next address when one does not answer', async () => {
    names.set('host.example', ['127.0.0.9', '127.0.0.1']);
    const { socket, address } = await setUp().dial('host.example', port);
    expect(address).toBe('127.0.0.1');
    socket.destroy();
  });

  it.each([
    [['127.0.0.2']],
    [['127.0.0.1', '127.0.0.2']],
    [['127.0.0.1', '169.254.169.254']],
    [['127.0.0.1', '10.1.2.3']],
    [['127.0.0.1', '::1']],
    [['127.0.0.1', '::ffff:127.0.0.1']],
  ])('refuses the name, and dials nothing, where DNS gives %j', async (records) => {
    names.set('host.example', records);
    await expect(setUp().dial('host.example', port)).rejects.toMatchObject({
      verdict: {
        outcome: 'refused',
        reason: 'address_refused',
        detail: expect.stringContaining(`resolves to ${records.at(-1)}, which is a`),
      },
    });
    expect(accepted).toBe(0);
  });

  it('checks again for each connection', async () => {
    const dialer = setUp();
    names.set('host.example', ['127.0.0.1']);
    (await dialer.dial('host.example', port)).socket.destroy();
    names.set('host.example', ['127.0.0.2']);
    await expect(dialer.dial('host.example', port)).rejects.toThrow(/address_refused/);
  });

  it('says which addresses it could not reach, and why', async () => {
    names.set('host.example', ['127.0.0.1', '127.0.0.9']);
    server.close();
    await once(server, 'close');
    await expect(setUp().dial('host.example', port)).rejects.toMatchObject({
      verdict: {
        outcome: 'failed',
        reason: 'unreachable',
        detail: expect.stringMatching(/127\.0\.0\.[19]: ECONNREFUSED; 127\.0\.0\.[19]: ECONNREFUSED/),
      },
    });
  });

  it('asks DNS nothing about a host that is not listed', async () => {
    await expect(setUp().dial('secret.evil.example', port)).rejects.toThrow(/not_listed/);
    await expect(setUp().dial('host.example', 443)).rejects.toThrow(/port_not_listed/);
    await expect(setUp().dial('127.0.0.1', port)).rejects.toThrow(/address_literal/);
    expect(names.questions).toEqual([]);
  });

  it('gives all hosts of a wildcard one budget, and dials no more once it is used up', async () => {
    names.set('a.cdn.example', ['127.0.0.1']);
    names.set('b.cdn.example', ['127.0.0.1']);
    names.set('host.example', ['127.0.0.1']);
    const dialer = setUp();
    const a = await dialer.dial('a.cdn.example', port);
    const b = await dialer.dial('b.cdn.example', port);
    expect(a.budget.takeUp(7)).toBe(7);
    expect(b.budget.takeUp(7)).toBe(3);
    await expect(dialer.dial('a.cdn.example', port)).rejects.toThrow(/upload_cap/);
    const other = await dialer.dial('host.example', port);
    expect(other.budget.takeUp(7)).toBe(7);
    expect(other.budget.takeDown(11)).toBe(10);
    await expect(dialer.dial('host.example', port)).rejects.toThrow(/download_cap/);
    for (const { socket } of [a, b, other]) socket.destroy();
  });
});
