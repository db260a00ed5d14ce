import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import dnsPacket, { type Answer } from 'dns-packet';

export interface DnsServer {
  /** `127.0.0.1:port`, as resolvers take it. */
  address: string;
  /** Names that were asked for, in order, once for each question. */
  questions: string[];
  /** Sets what a name resolves to from now on: IPv4 and IPv6 addresses, or `->name` for another name. */
  set(name: string, records: string[]): void;
  close(): Promise<void>;
}

function toAnswer(name: string, record: string): Answer {
  if (record.startsWith('->')) return { type: 'CNAME', name, ttl: 0, data: record.slice(2) };
  return { type: record.includes(':') ? 'AAAA' : 'A', name, ttl: 0, data: record };
}

/** A DNS server on loopback that knows only the names it is told. */
export async function createDnsServer(): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const names = new Map<string, Answer[]>();
  const questions: string[] = [];

  const answersFor = (name: string, type: string, depth = 0): Answer[] => {
    const all = names.get(name) ?? [];
    const alias = all.find((answer) => answer.type === 'CNAME');
    if (alias?.type === 'CNAME' && depth < 5) return [alias, ...answersFor(alias.data, type, depth + 1)];
    return all.filter((answer) => answer.type === type);
  };

  socket.on('message', (message, peer) => {
    const query = dnsPacket.decode(message);
    const question = query.questions?.[0];
    if (!question) return;
    questions.push(question.name);
    const known = names.has(question.name);
    const reply = dnsPacket.encode({
      type: 'response',
      id: query.id ?? 0,
      // 3 is "there is no such name".
      flags: dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | (known ? 0 : 3),
      questions: [question],
      answers: answersFor(question.name, question.type),
    });
    socket.send(reply, peer.port, peer.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');

  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    set: (name, records) => {
      names.set(
        name,
        records.map((record) => toAnswer(name, record)),
      );
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
