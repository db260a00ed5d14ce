import { promises as dns } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDnsServer, type DnsServer } from '../testing/dns-server.ts';
import { createResolver } from './resolver.ts';

describe('resolver', () => {
  let server: DnsServer;
  beforeEach(async () => {
    server = await createDnsServer();
  });
  afterEach(() => server.close());

  const resolve = (host: string) =>
    createResolver(() => {
      const client = new dns.Resolver({ timeout: 100, tries: 1 });
      client.setServers([server.address]);
      return client;
    }).resolve(host);

  it('returns all addresses of both families, IPv4 first', async () => {
    server.set('host.example', ['2606:4700::1', '192.0.2.1', '192.0.2.2']);
    const addresses = await resolve('host.example');
    expect(addresses.toSorted()).toEqual(['192.0.2.1', '192.0.2.2', '2606:4700::1']);
    expect(addresses.at(-1)).toBe('2606:4700::1');
  });

  it('follows aliases', async () => {
    server.set('host.example', ['->cdn.example']);
    server.set('cdn.example', ['192.0.2.7']);
    expect(await resolve('host.example')).toEqual(['192.0.2.7']);
  });

  it('asks DNS for a name that /etc/hosts knows', async () => {
    server.set('localhost', ['192.0.2.9']);
    expect(await resolve('localhost')).toEqual(['192.0.2.9']);
  });

  it('asks for the name alone, without a search domain', async () => {
    await expect(resolve('nowhere.example')).rejects.toMatchObject({
      verdict: { outcome: 'failed', reason: 'unresolved', detail: 'nowhere.example has no address in DNS.' },
    });
    expect(new Set(server.questions)).toEqual(new Set(['nowhere.example']));
  });

  it('says when no server answers', async () => {
    await server.close();
    const pending = resolve('host.example');
    server = await createDnsServer();
    await expect(pending).rejects.toMatchObject({
      verdict: { reason: 'unresolved', detail: expect.stringMatching(/gave no answer for host\.example \(E/) },
    });
  });
});
