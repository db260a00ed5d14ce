import type { GatewayOrders } from '../../../shared/egress.ts';
import { createAddressPolicy } from './address-policy.ts';
import { createAllowlist } from './allowlist.ts';
import { createBudgets } from './budgets.ts';
import { openCache } from './cache/open-cache.ts';
import { createConnectProxy } from './connect-proxy.ts';
import { createDialer } from './dialer.ts';
import { createHubMirror } from './hub/hub-mirror.ts';
import { createIndexMirror } from './index/index-mirror.ts';
import { createLedger } from './ledger.ts';
import { type ModelFetch, startFetch } from './models/start-fetch.ts';
import type { Output } from './output.ts';
import { createResolver, type Resolver } from './resolver.ts';
import { createGatewayServer } from './server.ts';
import { createDirectAgent } from './upstream/direct-agent.ts';
import { createUpstream, type UpstreamOptions } from './upstream/upstream.ts';

export interface GatewayOptions {
  /** Paths of the Unix socket, which is made, and of the folder of downloaded files. */
  places: { socket: string; cache: string };
  output: Output;
  /** Gets errors that nobody expects and that end one request only. */
  onUnexpected: (error: unknown) => void;
  resolver?: Resolver;
}

export interface RunningGateway {
  /** Breaks off everything that goes on; resolves when its ledger is told. */
  close(): Promise<void>;
}

/** Puts the gateway's parts together; when it resolves, clients can connect. */
export async function runGateway(
  orders: GatewayOrders,
  { places, output, onUnexpected, resolver = createResolver() }: GatewayOptions,
): Promise<RunningGateway> {
  const { policy, certificates, hostAddresses } = orders;
  const ledger = createLedger(output);
  const dialer = createDialer({
    allowlist: createAllowlist(policy.allowlist),
    addresses: createAddressPolicy({ exceptions: policy.exceptions, hostAddresses }),
    resolver,
    budgetOf: createBudgets(policy),
  });
  const parts = { dialer, ledger, certificates };
  const upstream = createUpstream(parts);
  const cache = await openCache(places.cache, { maxBytes: orders.cacheBytes });
  const server = createGatewayServer({
    ledger,
    connectProxy: createConnectProxy({ dialer, ledger }),
    indexMirror: createIndexMirror({ ...cache, upstream, ledger, indexes: policy.indexes }),
    hubMirror: createHubMirror({ ...cache, upstream, ledger, hubUrl: policy.hubUrl }),
    onUnexpected,
  });
  await server.listen(places.socket);
  await output.send({ event: 'ready' });
  const fetch = orders.models.length === 0 ? null : fetchModels(orders, parts, { output, onUnexpected });

  return {
    async close() {
      await Promise.all([server.close(), fetch?.close()]);
      await ledger.flush();
      await output.send({ event: 'cache', bytes: await cache.tidy() });
      await output.written();
    },
  };
}

/** Fetches over a way out of its own: the mirrors, which setup asks, have no part in it, nor in its token. */
function fetchModels(
  orders: GatewayOrders,
  parts: Pick<UpstreamOptions, 'dialer' | 'ledger' | 'certificates'>,
  told: Pick<GatewayOptions, 'output' | 'onUnexpected'>,
): ModelFetch {
  const { hubToken: token, policy } = orders;
  const upstream = createUpstream({
    ...parts,
    connect: createDirectAgent,
    ...(token === '' ? {} : { credential: { origin: new URL(policy.hubUrl).origin, token } }),
  });
  return startFetch({ orders, hubUrl: policy.hubUrl, upstream, ...told });
}
