import type { LedgerKind } from '../../../../shared/ledger.ts';
import type { LedgerRequest } from '../ledger.ts';

/** What the ledger says of a request that would have gone to an address, had the cache not answered it. */
export function cachedRequest(kind: LedgerKind, method: 'GET' | 'HEAD', address: string): LedgerRequest {
  const { hostname, port, pathname, search } = new URL(address);
  return { kind, host: hostname, port: port === '' ? 443 : Number(port), method, target: `${pathname}${search}` };
}
