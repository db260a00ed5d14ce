import { spawn, spawnSync } from 'node:child_process';
import { finished } from 'node:stream/promises';
import type { Client } from '../electron/engine/client.ts';
import type { Endpoint } from '../electron/engine/endpoint.ts';

export interface PlainRun {
  image: string;
  command: string[];
  network: 'none' | 'bridge';
  /** As `docker run --volume` takes them. */
  volumes: string[];
  /** Whether the engine keeps the output as well, as it does by default. */
  engineLog: boolean;
  labels: Record<string, string>;
  signal: AbortSignal;
}

/** `docker run --rm` as anybody would type it, its standard output thrown away. */
export interface PlainDocker {
  /** For people: what carries the runs out. */
  description: string;
  /** @throws Error with the container's last words if it ends with a status other than 0. */
  run(options: PlainRun): Promise<void>;
}

/** The `docker` command where there is one, else the calls that it would make. */
export function createPlainDocker(client: Client, environment: NodeJS.ProcessEnv): PlainDocker {
  const found = spawnSync('docker', ['--version'], { encoding: 'utf8', env: environment });
  return found.status === 0
    ? commandLine(found.stdout.trim(), { ...environment, DOCKER_HOST: hostOf(client.endpoint) })
    : engineCalls(client);
}

function hostOf(endpoint: Endpoint): string {
  if (endpoint.kind === 'tcp') return endpoint.text;
  return endpoint.path.startsWith('//./') ? `npipe://${endpoint.path}` : `unix://${endpoint.path}`;
}

function commandLine(version: string, env: NodeJS.ProcessEnv): PlainDocker {
  return {
    description: `docker run (${version})`,
    run: ({ image, command, network, volumes, engineLog, labels, signal }) => {
      const options = [
        ...['--rm', '--network', network],
        ...(engineLog ? [] : ['--log-driver', 'none']),
        ...volumes.flatMap((volume) => ['--volume', volume]),
        ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
      ];
      signal.throwIfAborted();
      return new Promise((resolve, reject) => {
        // The command hands TERM on to the container, which ignores it.
        const child = spawn('docker', ['run', ...options, image, ...command], {
          env,
          signal,
          killSignal: 'SIGKILL',
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        const words = createLastWords();
        child.stderr.on('data', words.add);
        child.on('error', (error) => words.add(Buffer.from(error.message)));
        child.on('close', (status) => {
          if (status === 0) resolve();
          else reject(failed(command, status, words.text()));
        });
      });
    },
  };
}

function engineCalls(client: Client): PlainDocker {
  return {
    description: 'docker run’s own calls to the engine (there is no docker command here)',
    async run({ image, command, network, volumes, engineLog, labels, signal }) {
      signal.throwIfAborted();
      const docker = await client.docker();
      const container = await docker.createContainer({
        Image: image,
        Cmd: command,
        Labels: labels,
        HostConfig: {
          AutoRemove: true,
          NetworkMode: network,
          Binds: volumes,
          ...(engineLog ? {} : { LogConfig: { Type: 'none', Config: {} } }),
        },
      });
      const kill = () => void container.remove({ force: true }).catch(() => undefined);
      signal.addEventListener('abort', kill, { once: true });
      try {
        const output = await container.attach({ stream: true, stdout: true, stderr: true });
        const ended = container.wait({ condition: 'removed' });
        const words = createLastWords();
        output.on('data', words.add);
        await container.start();
        await finished(output);
        const { StatusCode: status } = await ended;
        if (status !== 0) throw failed(command, status, words.text());
      } finally {
        signal.removeEventListener('abort', kill);
      }
    },
  };
}

function failed(command: string[], status: number | null, words: string): Error {
  return new Error(`docker run … ${command.join(' ')} ended with status ${status}:\n${words}`);
}

function createLastWords() {
  let last = Buffer.alloc(0);
  return {
    add: (bytes: Buffer) => {
      last = Buffer.concat([last.subarray(-2000), bytes.subarray(-2000)]);
    },
    text: () => last.toString(),
  };
}
