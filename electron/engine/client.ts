import { readFileSync } from 'node:fs';
import path from 'node:path';
import type Docker from 'dockerode';
import { AppError } from '../../shared/errors.ts';
import type { Endpoint, Environment } from './endpoint.ts';
import { engineError, lost } from './errors.ts';

const callLimitMs = 60_000;

/** One connection's worth of dockerode, with every error turned into an `AppError` and every call limited in time. */
export interface Client {
  /** For what streams or lasts; its errors are dockerode’s own. */
  docker(): Promise<Docker>;
  readonly endpoint: Endpoint;
  /** Runs one short request; a silent engine counts as lost after a minute. */
  call<T>(request: (docker: Docker) => Promise<T>, limitMs?: number): Promise<T>;
}

export function createClient(endpoint: Endpoint, environment: Environment): Client {
  let docker: Promise<Docker> | null = null;
  const connect = async () => {
    // It brings a lot along, and the window need not wait for that.
    const { default: Dockerode } = await import('dockerode');
    return new Dockerode(dockerOptions(endpoint, environment));
  };
  const connected = () => {
    docker ??= connect();
    return docker;
  };
  return {
    docker: connected,
    endpoint,
    async call(request, limitMs = callLimitMs) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new AppError(lost(`no answer for ${limitMs / 1000} s`))), limitMs);
      });
      try {
        return await Promise.race([connected().then(request), silence]);
      } catch (error) {
        throw engineError(error, endpoint.text);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function dockerOptions(endpoint: Endpoint, environment: Environment): Docker.DockerOptions {
  if (endpoint.kind === 'socket') return { socketPath: endpoint.path };
  const address = { host: endpoint.host, port: endpoint.port };
  if (!endpoint.tls) return { ...address, protocol: 'http' };
  const certificates = environment.DOCKER_CERT_PATH;
  if (!certificates) return { ...address, protocol: 'https' };
  const read = (name: string) => readFileSync(path.join(certificates, name));
  return { ...address, protocol: 'https', ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}
