import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { EgressPolicy } from '../../../shared/egress.ts';
import { type EngineName, engineAt, engineNames, namespaceOf } from '../engines/engines.ts';
import {
  type ArgsOf,
  type CanarySpec,
  type CommandName,
  type ConnectionRecord,
  type Contact,
  commands,
  type DnsQuery,
  type DnsStep,
  type FaultRule,
  type HostSpec,
  type PackageSpec,
  type PublishedFile,
  type PublishedRepository,
  type RepositorySpec,
  type RequestRecord,
  type ResultOf,
  replySchema,
} from './protocol.ts';

export { generated, text } from './content.ts';

/**
 * Hosts that a test made, in the network namespace of a test engine: containers on the engine's bridge reach them, and
 * nothing beyond them. There is one world an engine at a time, and it ends with the process that started it.
 *
 * Hosts: `pypi.test` with its files on `files.test`; `torch.test`, an index in HTML only, at `/whl/`; `hub.test` with
 * large files on `cdn.hub.test`; `sink.test`, which takes uploads and has `/bytes/COUNT`. All are at addresses of
 * 203.0.113.0/24, port 443, with certificates of one authority.
 */
export interface World {
  /** What a gateway needs to be let into this world; parts of the policy may be replaced. */
  policy(parts?: Partial<EgressPolicy>): { policy: EgressPolicy; certificates: string };

  dns: {
    /** Sets what a name resolves to. With several steps each query of a type gets the next one; the last repeats. */
    answer(name: string, ...steps: [DnsStep, ...DnsStep[]]): Promise<void>;
    /** Queries for the name stay without an answer. */
    silence(name: string): Promise<void>;
    /** Queries for the name get SERVFAIL. Names that were never set get NXDOMAIN. */
    fail(name: string): Promise<void>;
    queries(): Promise<DnsQuery[]>;
  };

  hosts: {
    /** Opens one more host, below `hosts.test`, that behaves like `sink.test`; its name resolves to the address. */
    open(host: HostSpec): Promise<void>;
    /** From now on connections are refused, and those that are open are reset; no names means every host. */
    stop(...names: string[]): Promise<void>;
    start(...names: string[]): Promise<void>;
    /** TCP connections that the host took. A connection's last bytes are counted when `open` is false. */
    connections(name: string): Promise<ConnectionRecord[]>;
    requests(name: string): Promise<RequestRecord[]>;
  };

  faults: {
    add(rule: FaultRule): Promise<void>;
    clear(): Promise<void>;
  };

  /** Adds a release to an index, with one wheel where nothing else is said. */
  publishPackage(release: PackageSpec): Promise<PublishedFile[]>;
  /** Adds a commit to a repository of the model hub. */
  publishRepository(repository: RepositorySpec): Promise<PublishedRepository>;

  canaries: {
    /** Listens on any address of the namespace; opening the same one again does nothing. */
    open(spec: CanarySpec): Promise<void>;
    contacts(): Promise<Contact[]>;
  };

  /** Starts every host, drops faults and forgets what was recorded; DNS answers and what was published stay. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a world in the network namespace of a test engine.
 * @param engine the engine's name or its DOCKER_HOST
 * @throws where no test engine runs there, or another world does.
 */
export async function startWorld(engine: EngineName | string): Promise<World> {
  const name = engineNames.find((known) => known === engine) ?? engineAt(engine);
  if (!name) throw new Error(`The world needs a test engine, which ${engine} is not.`);
  const namespace = await namespaceOf(name);
  if (!namespace) throw new Error(`The ${name} engine does not run: start it with \`cli.ts start ${name}\`.`);
  const child = spawn('nsenter', [`--net=${namespace}`, process.execPath, join(import.meta.dirname, 'main.ts')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Keeps the bytes of files as they are.
    serialization: 'advanced',
    env: { PATH: process.env.PATH },
  });
  const call = await createCall(child);
  const certificates = await call('certificates', undefined);

  return {
    policy: (parts = {}) => ({ policy: { ...defaultPolicy, ...parts }, certificates }),
    dns: {
      answer: (host, ...steps) => call('scriptDns', { name: host, script: { kind: 'addresses', steps } }),
      silence: (host) => call('scriptDns', { name: host, script: { kind: 'silent' } }),
      fail: (host) => call('scriptDns', { name: host, script: { kind: 'server_failure' } }),
      queries: () => call('dnsQueries', undefined),
    },
    hosts: {
      open: (host) => call('openHost', host),
      stop: (...names) => call('switchHosts', { names, on: false }),
      start: (...names) => call('switchHosts', { names, on: true }),
      connections: (host) => call('connections', { host }),
      requests: (host) => call('requests', { host }),
    },
    faults: {
      add: (rule) => call('addFault', rule),
      clear: () => call('clearFaults', undefined),
    },
    publishPackage: (release) => call('publishPackage', release),
    publishRepository: (repository) => call('publishRepository', repository),
    canaries: {
      open: (spec) => call('openCanary', spec),
      contacts: () => call('contacts', undefined),
    },
    reset: () => call('reset', undefined),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

const defaultPolicy: EgressPolicy = {
  allowlist: ['pypi.test', 'files.test', 'torch.test', 'hub.test', '*.hub.test', 'sink.test'],
  exceptions: ['203.0.113.0/24'],
  uploadBytes: 1024 * 1024,
  downloadBytes: 50 * 1024 ** 3,
  indexes: [{ name: 'pypi', url: 'https://pypi.test/simple/', packages: ['*'] }],
  hubUrl: 'https://hub.test',
};

type Call = <K extends CommandName>(command: K, args: ArgsOf[K]) => Promise<ResultOf[K]>;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Waits until the world's process is ready; then one function for all commands. */
async function createCall(child: ChildProcess): Promise<Call> {
  const waiting = new Map<number, Waiting>();
  let last = 0;

  const ready = new Promise<void>((resolve, reject) => {
    const ended = (error: Error) => {
      reject(error);
      for (const { reject: fail } of waiting.values()) fail(error);
      waiting.clear();
    };
    child.on('error', ended);
    child.on('exit', (code, signal) => ended(new Error(`The world's process ended (${code ?? signal}).`)));
    child.on('message', (message) => {
      const reply = replySchema.parse(message);
      if (reply.kind === 'ready') return resolve();
      if (reply.kind === 'failed') {
        child.disconnect();
        return reject(new Error(`The world could not start: ${reply.message}`));
      }
      const waiter = waiting.get(reply.id);
      waiting.delete(reply.id);
      if (reply.kind === 'result') waiter?.resolve(reply.result);
      else waiter?.reject(new Error(`The world could not do this: ${reply.message}`));
    });
  });
  await ready;

  return async (command, args) => {
    last += 1;
    const id = last;
    const result = await new Promise<unknown>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      child.send({ id, command, args }, (error) => error && reject(error));
    });
    return commands[command].result.parse(result);
  };
}
