import { promises as dns } from 'node:dns';
import { EgressError } from './egress-error.ts';
import { errorCode } from './error-code.ts';

export interface Resolver {
  /**
   * Asks DNS for all addresses of a name, IPv4 first. Neither `/etc/hosts` nor search domains play a part.
   * @throws EgressError unresolved
   */
  resolve(host: string): Promise<string[]>;
}

/** What is needed of node:dns; a new one for each name, because cancelling one ends all its questions. */
export type DnsClient = Pick<dns.Resolver, 'resolve4' | 'resolve6' | 'cancel'>;

const questionMs = 3_000;
const tries = 2;
const resolveMs = 15_000;

// c-ares's words for "the name or the record does not exist", which is an answer.
const absent = new Set(['ENODATA', 'ENOTFOUND']);

/** Asks the servers of `/etc/resolv.conf` unless told otherwise. */
export function createResolver(
  createClient: () => DnsClient = () => new dns.Resolver({ timeout: questionMs, tries }),
): Resolver {
  return {
    async resolve(host) {
      const client = createClient();
      const timer = setTimeout(() => client.cancel(), resolveMs);
      const answers = await Promise.allSettled([client.resolve4(host), client.resolve6(host)]);
      clearTimeout(timer);
      const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      if (addresses.length > 0) return addresses;
      const codes = answers.flatMap((answer) => (answer.status === 'rejected' ? [errorCode(answer.reason)] : []));
      const fault = codes.find((code) => !absent.has(code));
      throw EgressError.failed(
        'unresolved',
        fault ? `DNS gave no answer for ${host} (${fault}).` : `${host} has no address in DNS.`,
      );
    },
  };
}
