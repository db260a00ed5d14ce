import { describe, expect, it } from 'vitest';
import { ownAddresses } from './own-addresses.ts';

const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';

describe('ownAddresses', () => {
  it('has the routers of the routing table, which on a bridge are the host', () => {
    const routes = [
      head,
      'eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0',
      'eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
      '',
    ].join('\n');
    const addresses = ownAddresses(routes);
    expect(addresses).toContain('172.17.0.1');
    expect(addresses).not.toContain('0.0.0.0');
  });

  it('has the container’s own, with a table or without', () => {
    expect(ownAddresses('')).toContain('127.0.0.1');
  });
});
