import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { Dialer } from '../dialer.ts';
import { createMeteredSocket, type Meter } from './metered-socket.ts';

const socketsPerHost = 32;
const socketsInAll = 96;
const idleMs = 30_000;

export interface MeteredAgent {
  agent: https.Agent;
  /** The meter of a socket that the agent has made. */
  meterOf(socket: Duplex): Meter | undefined;
}

/** The public roots and `certificates`. Made once an agent: reading all the roots takes longer than a handshake. */
export function trust(certificates: string): tls.SecureContext {
  return tls.createSecureContext({
    ca: certificates === '' ? [...tls.rootCertificates] : [...tls.rootCertificates, certificates],
    minVersion: 'TLSv1.2',
  });
}

/** An HTTPS agent whose connections are dialled by `dialer`, trust the public roots and `certificates`, and are used again. */
export function createMeteredAgent(dialer: Dialer, certificates: string): MeteredAgent {
  const meters = new WeakMap<Duplex, Meter>();
  const secureContext = trust(certificates);
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
