import ipaddr from 'ipaddr.js';

type Address = ReturnType<typeof ipaddr.parse>;
type Network = ReturnType<typeof ipaddr.parseCIDR>;

export interface AddressPolicyOrders {
  /** Networks (`192.168.1.0/24`) and host names whose addresses are let through although they are not public. */
  exceptions: string[];
  /** Addresses of the seller's machine: only an exception for exactly that address (`/32`, `/128`) opens one. */
  hostAddresses: string[];
}

export interface AddressPolicy {
  /** Says what is wrong with an address that a host resolved to, such as `a loopback address`; null where it may be dialled. */
  objection(address: string, host: string): string | null;
}

/** What ipaddr.js calls the ranges that people know; the others are reserved for some purpose. */
const rangeNames = new Map<string, string>([
  ['loopback', 'a loopback address'],
  ['private', 'a private address'],
  ['uniqueLocal', 'a private address'],
  ['linkLocal', 'a link-local address'],
  ['carrierGradeNat', 'an address of a carrier-grade NAT'],
  ['multicast', 'a multicast address'],
  ['unspecified', 'an unspecified address'],
  ['broadcast', 'a broadcast address'],
  ['ipv4Mapped', 'an IPv4 address written as IPv6'],
  ['rfc6052', 'a NAT64 address'],
  ['6to4', 'a 6to4 address'],
  ['teredo', 'a Teredo address'],
]);

// The only part of IPv6 from which public addresses are given out; ipaddr.js calls all that it has no name for unicast.
const publicIpv6 = ipaddr.parseCIDR('2000::/3');

function isInside(address: Address, [network, bits]: Network): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function lengthInBits(address: Address): number {
  return address.toByteArray().length * 8;
}

function exactly(address: Address): Network {
  return [address, lengthInBits(address)];
}

function objectionToRange(address: Address): string | null {
  const range = address.range();
  if (range !== 'unicast') return rangeNames.get(range) ?? 'a reserved address';
  return address.kind() === 'ipv6' && !isInside(address, publicIpv6) ? 'a reserved address' : null;
}

/**
 * Lets through only addresses that are reachable from everywhere, so that no name leads into the seller's machine or network.
 * @throws Error where an exception or an address of the host's is not one
 */
export function createAddressPolicy(orders: AddressPolicyOrders): AddressPolicy {
  const networks = orders.exceptions.filter((text) => text.includes('/')).map((text) => ipaddr.parseCIDR(text));
  const exactNetworks = networks.filter(([network, bits]) => bits === lengthInBits(network));
  const hosts = new Set(orders.exceptions.filter((text) => !text.includes('/')));
  const own = orders.hostAddresses.map((text) => exactly(ipaddr.process(text)));

  return {
    objection(text, host) {
      if (!ipaddr.isValid(text)) return 'not an address';
      const address = ipaddr.parse(text);
      const isInAny = (all: Network[]) => all.some((network) => isInside(address, network));
      // It reaches the IPv4 address inside, past what is said about that one.
      if (address.range() === 'ipv4Mapped') return objectionToRange(address);
      if (isInAny(exactNetworks)) return null;
      if (isInAny(own)) return "one of this machine's own addresses";
      return hosts.has(host) || isInAny(networks) ? null : objectionToRange(address);
    },
  };
}
