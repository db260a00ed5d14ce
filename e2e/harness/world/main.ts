import { createCanaries } from './canary.ts';
import { createHosts } from './hosts.ts';
import { type CommandName, commands, type ParsedArgsOf, type Reply, type ResultOf, requestSchema } from './protocol.ts';

/** The world's process: runs in an engine's network namespace, does what its parent says, and ends with it. */

type Handlers = { [K in CommandName]: (args: ParsedArgsOf[K]) => ResultOf[K] | Promise<ResultOf[K]> };

process.on('disconnect', () => process.exit(0));

const send = (reply: Reply) => process.send?.(reply);

try {
  const handlers = await createHandlers();
  process.on('message', (message) => {
    const { id, command, args } = requestSchema.parse(message);
    perform(handlers, command, args).then(
      (result) => send({ kind: 'result', id, result }),
      (error: unknown) => send({ kind: 'error', id, message: messageOf(error) }),
    );
  });
  send({ kind: 'ready' });
} catch (error) {
  send({ kind: 'failed', message: messageOf(error) });
}

async function perform<K extends CommandName>(handlers: Handlers, command: K, args: unknown): Promise<ResultOf[K]> {
  return handlers[command](commands[command].args.parse(args));
}

async function createHandlers(): Promise<Handlers> {
  const hosts = await createHosts();
  const canaries = createCanaries();
  return {
    certificates: () => hosts.authority,
    scriptDns: ({ name, script }) => hosts.zone.script(name, script),
    dnsQueries: () => hosts.dns.queries(),
    openHost: ({ name, address, port }) => hosts.open(name, address, port),
    switchHosts: ({ names, on }) => hosts.switch(names, on),
    connections: ({ host }) => hosts.connections(host),
    requests: ({ host }) => hosts.requests(host),
    addFault: (rule) => hosts.faults.add(rule),
    clearFaults: () => hosts.faults.clear(),
    publishPackage: (release) => hosts.indexes[release.index].publish(release),
    publishRepository: (repository) => hosts.hub.publish(repository),
    openCanary: (spec) => canaries.open(spec),
    contacts: () => canaries.contacts(),
    async reset() {
      canaries.forget();
      await hosts.reset();
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
