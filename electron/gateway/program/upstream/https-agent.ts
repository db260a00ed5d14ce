import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { Dialer } from '../dialer.ts';
import { createMeteredSocket, type MeteredSocket } from './metered-socket.ts';

const socketsPerHost = 32;
const socketsInAll = 96;
const idleMs = 30_000;

export interface MeteredAgent {
  agent: https.Agent;
  /** The meter below a socket that the agent has made. */
  meterOf(socket: Duplex): MeteredSocket | undefined;
}

/** An HTTPS agent whose connections are dialled by `dialer`, trust the public roots and `certificates`, and are used again. */
export function createMeteredAgent(dialer: Dialer, certificates: string): MeteredAgent {
  const meters = new WeakMap<Duplex, MeteredSocket>();
  // Made once: reading all the roots for each connection would take longer than its handshake.
  const secureContext = tls.createSecureContext({
    ca: certificates === '' ? [...tls.rootCertificates] : [...tls.rootCertificates, certificates],
    minVersion: 'TLSv1.2',
  });
  const agent = new https.Agent({
    keepAlive: true,
    maxSockets: socketsPerHost,
    maxTotalSockets: socketsInAll,
    maxFreeSockets: 8,
    timeout: idleMs,
  });

  agent.createConnection = (options) => {
    const host = String(options.host);
    const meter = createMeteredSocket(() => dialer.dial(host, Number(options.port)), host);
    const socket = tls.connect({
      socket: meter.stream,
      servername: host,
      secureContext,
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: true,
    });
    meters.set(socket, meter);
    return socket;
  };

  return { agent, meterOf: (socket) => meters.get(socket) };
}
