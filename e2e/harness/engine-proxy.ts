import { connect, createServer, type Server, type Socket } from 'node:net';

export interface EngineProxy {
  /** The value of DOCKER_HOST that goes through the proxy. */
  host: string;
  /** Ends every connection and takes no more, as a cable that is pulled; the engine and its containers go on. */
  cut(): Promise<void>;
  restore(): Promise<void>;
}

/** A way to an engine that can be cut while the engine goes on. */
export async function engineProxy(socketPath: string, host: string): Promise<EngineProxy> {
  const target = host.replace(/^unix:\/\//, '');
  const sockets = new Set<Socket>();
  let server: Server | null = null;

  const accept = (client: Socket) => {
    const upstream = connect(target);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  };

  const restore = async () => {
    const next = createServer({ allowHalfOpen: true }, accept);
    await new Promise<void>((resolve, reject) => {
      next.once('error', reject).listen(socketPath, resolve);
    });
    server = next;
  };

  const cut = async () => {
    const closing = server;
    server = null;
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => (closing ? closing.close(() => resolve()) : resolve()));
  };

  await restore();
  return { host: `unix://${socketPath}`, cut, restore };
}
