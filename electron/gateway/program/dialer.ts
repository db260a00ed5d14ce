import { connect, type Socket } from 'node:net';
import type { AddressPolicy } from './address-policy.ts';
import type { Allowlist } from './allowlist.ts';
import { EgressError } from './egress-error.ts';
import { errorCode } from './error-code.ts';
import type { Resolver } from './resolver.ts';

/** A TCP connection to a checked address of a listed host. */
export interface Connection {
  socket: Socket;
  /** The address that was checked, and dialled. */
  address: string;
  /** What this connection's allowlist entry may still send and receive in this setup; shared with other connections. */
  budget: Budget;
}

/** Bytes left under one allowlist entry. */
export interface Budget {
  /** Takes up to `wanted` bytes; returns how many were left to take. */
  takeUp(wanted: number): number;
  takeDown(wanted: number): number;
  /** Bytes left; 0 when the cap is reached. */
  leftUp(): number;
  leftDown(): number;
}

export interface Dialer {
  /**
   * Checks name and port against the allowlist, resolves the name, checks every address and connects to one that was
   * checked.
   * @throws EgressError malformed, not_listed, port_not_listed, address_literal, address_refused, upload_cap,
   *   download_cap; unresolved, unreachable
   */
  dial(host: string, port: number): Promise<Connection>;
}

const connectMs = 10_000;
// A name may have many addresses, none of which answers.
const dialMs = 30_000;

export interface DialerDependencies {
  allowlist: Allowlist;
  addresses: AddressPolicy;
  resolver: Resolver;
  /** The budget of an allowlist entry, the same one each time. */
  budgetOf: (entry: string) => Budget;
}

function connectTo(address: string, port: number, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // Each end closes its own direction: what is on its way in the other is still delivered.
    const socket = connect({ host: address, port, allowHalfOpen: true, noDelay: true });
    const timer = setTimeout(() => {
      socket.destroy(new Error(`no answer within ${Math.round(timeoutMs / 1_000)} seconds`));
    }, timeoutMs);
    // Stays, so that a socket that breaks before its new owner listens ends no program.
    socket.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

/** The only way to a host: there is no other code that connects, and none that connects to a name. */
export function createDialer({ allowlist, addresses, resolver, budgetOf }: DialerDependencies): Dialer {
  const checkedAddresses = async (host: string): Promise<string[]> => {
    const all = await resolver.resolve(host);
    // One bad answer refuses the name: which of them is dialled must not depend on luck.
    for (const address of all) {
      const objection = addresses.objection(address, host);
      if (objection) {
        throw EgressError.refused('address_refused', `${host} resolves to ${address}, which is ${objection}.`);
      }
    }
    return all;
  };

  return {
    async dial(rawHost, port) {
      const { host, entry } = allowlist.find(rawHost, port);
      const budget = budgetOf(entry);
      if (budget.leftUp() === 0) {
        throw EgressError.refused('upload_cap', `${entry} has been sent as much as one setup may send there.`);
      }
      if (budget.leftDown() === 0) {
        throw EgressError.refused('download_cap', `${entry} has sent as much as one setup may get from there.`);
      }
      const faults: string[] = [];
      const deadline = performance.now() + dialMs;
      for (const address of await checkedAddresses(host)) {
        const left = Math.min(connectMs, deadline - performance.now());
        if (left <= 0) break;
        try {
          return { socket: await connectTo(address, port, left), address, budget };
        } catch (error) {
          faults.push(`${address}: ${errorCode(error)}`);
        }
      }
      throw EgressError.failed('unreachable', `${host}:${port} cannot be reached (${faults.join('; ')}).`);
    },
  };
}
