import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, type Packet } from 'dns-packet';
import type { DnsQuery, DnsScript } from './protocol.ts';

const nameError = 3;
const serverFailure = 2;

/** What each name answers. Pure: it knows no socket. */
export interface DnsZone {
  script(name: string, script: DnsScript): void;
  /** The answer to a query, or null where it shall stay without one. */
  answer(query: Packet): Packet | null;
}

export function createDnsZone(): DnsZone {
  const scripts = new Map<string, { script: DnsScript; asked: Map<string, number> }>();

  return {
    script(name, script) {
      scripts.set(name.toLowerCase(), { script, asked: new Map() });
    },

    answer(query) {
      const question = query.questions?.[0];
      const reply: Packet = {
        type: 'response',
        ...(query.id === undefined ? {} : { id: query.id }),
        flags: AUTHORITATIVE_ANSWER,
        questions: query.questions ?? [],
      };
      const known = question && scripts.get(question.name.toLowerCase());
      if (!known) return { ...reply, flags: AUTHORITATIVE_ANSWER | nameError };
      const { script, asked } = known;
      if (script.kind === 'silent') return null;
      if (script.kind === 'server_failure') return { ...reply, flags: serverFailure };
      // Counted for each type: a client asks for A and AAAA when it resolves a name once.
      const count = asked.get(question.type) ?? 0;
      asked.set(question.type, count + 1);
      const step = script.steps[Math.min(count, script.steps.length - 1)];
      const record =
        (type: 'A' | 'AAAA') =>
        (data: string): Answer => ({ type, name: question.name, ttl: 0, data });
      if (question.type === 'A') return { ...reply, answers: (step?.a ?? []).map(record('A')) };
      if (question.type === 'AAAA') return { ...reply, answers: (step?.aaaa ?? []).map(record('AAAA')) };
      return reply;
    },
  };
}

export interface DnsServer {
  /** Every query since the last `forget`, in order. */
  queries(): DnsQuery[];
  forget(): void;
}

/**
 * Serves a zone on UDP.
 * @throws where the address cannot be bound, as when another world runs on the same engine.
 */
export async function serveDns(zone: DnsZone, address: string): Promise<DnsServer> {
  const queries: DnsQuery[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (message, client) => {
    const query = decode(message);
    for (const { name, type } of query.questions ?? []) queries.push({ name, type, from: client.address });
    const answer = zone.answer(query);
    if (answer) socket.send(encode(answer), client.port, client.address);
  });
  socket.bind(53, address);
  await once(socket, 'listening');

  return {
    queries: () => queries,
    forget() {
      queries.length = 0;
    },
  };
}
