import { createCertificates } from '../../../electron/gateway/testing/certificates.ts';
import { generated, text } from './content.ts';
import { createDnsZone, type DnsServer, type DnsZone, serveDns } from './dns.ts';
import { createFaults, type Faults } from './faults.ts';
import { createHttpHost, type HttpHost, plain, type Route } from './http-host.ts';
import { createHub, type Hub } from './hub.ts';
import { createPackageIndex, type PackageIndex } from './index.ts';
import type { ConnectionRecord, RequestRecord } from './protocol.ts';
import { createTlsServer, type TlsServer } from './tls-server.ts';

/** Address of the engine's bridge in its namespace; containers are told to resolve names there. */
const bridge = '172.17.0.1';

/** All hosts of a world, with their DNS. */
export interface Hosts {
  /** PEM of the authority that signed every host's certificate. */
  authority: string;
  zone: DnsZone;
  dns: DnsServer;
  faults: Faults;
  indexes: { pypi: PackageIndex; torch: PackageIndex };
  hub: Hub;
  /** Adds a host that takes uploads, as `sink.test` does. */
  open(name: string, address: string, port: number): Promise<void>;
  /** Starts or stops hosts; no names means all of them. */
  switch(names: string[], on: boolean): Promise<void>;
  connections(name: string): ConnectionRecord[];
  requests(name: string): RequestRecord[];
  /** Starts all hosts, drops all faults and forgets what was recorded; what was published stays. */
  reset(): Promise<void>;
}

/** Starts the default hosts. */
export async function createHosts(): Promise<Hosts> {
  const zone = createDnsZone();
  const dns = await serveDns(zone, bridge);
  const faults = createFaults();
  const pypi = createPackageIndex({
    url: 'https://pypi.test/simple/',
    files: 'https://files.test/packages/',
    json: true,
  });
  const torch = createPackageIndex({ url: 'https://torch.test/whl/', files: '/files/', json: false });
  const hub = createHub({ url: 'https://hub.test', cdnUrl: 'https://cdn.hub.test' });
  const builtIn: Record<string, { address: string; route: Route }> = {
    'pypi.test': { address: '203.0.113.10', route: pypi.pages },
    'files.test': { address: '203.0.113.11', route: pypi.files },
    'torch.test': {
      address: '203.0.113.12',
      route: (request) => (request.path.startsWith('/files/') ? torch.files(request) : torch.pages(request)),
    },
    'hub.test': { address: '203.0.113.20', route: hub.api },
    'cdn.hub.test': { address: '203.0.113.21', route: hub.cdn },
    'sink.test': { address: '203.0.113.30', route: sink },
  };
  const { authority, certificate, key } = await createCertificates([...Object.keys(builtIn), '*.hosts.test']);
  const running = new Map<string, { server: TlsServer; http: HttpHost }>();

  const add = async (name: string, address: string, port: number, route: Route) => {
    if (running.has(name)) throw new Error(`The host ${name} is there already.`);
    const http = createHttpHost({ name, route, faults, reset: (request) => server.reset(request) });
    const server = createTlsServer({ address, port, certificate, key, listener: http.handle });
    await server.start();
    running.set(name, { server, http });
    zone.script(name, { kind: 'addresses', steps: [{ a: [address] }] });
  };

  const get = (name: string) => {
    const host = running.get(name);
    if (!host) throw new Error(`There is no host ${name}; there are: ${[...running.keys()].join(', ')}.`);
    return host;
  };

  for (const [name, { address, route }] of Object.entries(builtIn)) await add(name, address, 443, route);

  const switchHosts = async (names: string[], on: boolean) => {
    const chosen = names.length > 0 ? names.map(get) : [...running.values()];
    await Promise.all(chosen.map(({ server }) => (on ? server.start() : server.stop())));
  };

  return {
    authority,
    zone,
    dns,
    faults,
    indexes: { pypi, torch },
    hub,
    open: (name, address, port) => add(name, address, port, sink),
    switch: switchHosts,
    connections: (name) => get(name).server.connections(),
    requests: (name) => get(name).http.requests(),
    async reset() {
      faults.clear();
      dns.forget();
      await switchHosts([], true);
      for (const { server, http } of running.values()) {
        server.forget();
        http.forget();
      }
    },
  };
}

/** Takes every upload and says how large it was; `/bytes/COUNT` is a download of that size. */
const sink: Route = ({ method, path, received }) => {
  const [, count] = /^\/bytes\/(\d+)$/.exec(path) ?? [];
  if (count !== undefined && method === 'GET') {
    const headers = { 'content-type': 'application/octet-stream' };
    return { status: 200, headers, content: generated(Number(count)), ranged: true };
  }
  if (method !== 'POST' && method !== 'PUT') return plain(200, {});
  return { status: 200, headers: { 'content-type': 'application/json' }, content: text(JSON.stringify({ received })) };
};
