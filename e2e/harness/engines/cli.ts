import { type EngineName, engineNames, hostOf, installEngine, killEngine, startEngine, stopEngine } from './engines.ts';

const usage = 'usage: node e2e/harness/engines/cli.ts install|start|stop|kill|host old|current';

const actions: Record<string, (name: EngineName) => Promise<unknown>> = {
  install: installEngine,
  start: startEngine,
  stop: stopEngine,
  kill: killEngine,
  host: async () => {},
};

const [verb = '', wanted] = process.argv.slice(2);
const name = engineNames.find((known) => known === wanted);
const action = actions[verb];
if (!name || !action) {
  console.error(usage);
  process.exit(2);
}
try {
  await action(name);
  console.log(hostOf(name));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
