import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { CanarySpec, Contact } from './protocol.ts';

/** Listeners that nothing should ever reach. */
export interface Canaries {
  open(spec: CanarySpec): Promise<void>;
  /** Every connection and datagram since the last `forget`. */
  contacts(): Contact[];
  forget(): void;
}

export function createCanaries(): Canaries {
  const contacts: Contact[] = [];
  const opened = new Set<string>();

  const openTcp = async (spec: CanarySpec) => {
    const server = createServer((socket) => {
      const contact: Contact = { ...spec, from: socket.remoteAddress ?? '', bytes: 0 };
      contacts.push(contact);
      socket.on('data', (bytes) => {
        contact.bytes += bytes.length;
      });
      // A client that resets the connection was seen all the same.
      socket.on('error', () => undefined);
    });
    server.listen(spec.port, spec.address);
    await once(server, 'listening');
  };

  const openUdp = async (spec: CanarySpec) => {
    const socket = createSocket(spec.address.includes(':') ? 'udp6' : 'udp4');
    socket.on('message', (bytes, client) => contacts.push({ ...spec, from: client.address, bytes: bytes.length }));
    socket.bind(spec.port, spec.address);
    await once(socket, 'listening');
  };

  return {
    async open(spec) {
      const key = `${spec.protocol} ${spec.address} ${spec.port}`;
      if (opened.has(key)) return;
      await (spec.protocol === 'tcp' ? openTcp(spec) : openUdp(spec));
      opened.add(key);
    },
    contacts: () => contacts,
    forget() {
      contacts.length = 0;
    },
  };
}
