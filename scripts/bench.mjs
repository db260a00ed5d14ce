import path from 'node:path';
import { buildGateway } from './setup/build.mjs';
import { installPackages, which } from './setup/debian.mjs';
import { ask } from './setup/engine.mjs';
import { main } from './setup/main.mjs';
import { nodeModules } from './setup/node-modules.mjs';
import { clientPackages } from './setup/packages.mjs';
import { environment, node, root } from './setup/paths.mjs';
import { foreground } from './setup/process.mjs';
import { Stop } from './setup/stop.mjs';
import { canRunTestEngines, engine, startTestEngines, stopTestEngines } from './setup/test-engines.mjs';
import { withWindow } from './setup/window.mjs';

/** The engine that is measured on: only next to a test engine can there be hosts that packages come from. */
const name = 'current';

/** `npm run bench -- SUITE [--json]`: set-up on stderr, results on stdout. */
await main({ stream: process.stderr }, async (report) => {
  if (!canRunTestEngines)
    throw new Stop('The benchmarks run a Docker engine of their own, which takes Linux and root. There, type:', [
      ['npm run bench --', ...process.argv.slice(2)].join(' '),
    ]);
  await nodeModules(report);
  const host = await engine('host', name);
  const wasRunning = (await ask(host)) !== null;
  try {
    await startTestEngines(report, [name]);
    await buildGateway(report);
    await report.step('Docker client', async (tell) => {
      if (which('docker')) return { already: 'docker' };
      await installPackages('to compare with `docker run`', clientPackages, tell);
      return { done: 'installed' };
    });
    const bench = (/** @type {Record<string, string>} */ env) =>
      foreground(node, [path.join(root, 'bench/main.ts'), ...process.argv.slice(2)], {
        cwd: root,
        env: environment({ ...env, DOCKER_HOST: host }),
      });
    return await (process.argv.includes('ui') ? withWindow(report, bench) : bench({}));
  } finally {
    if (!wasRunning) await stopTestEngines([name]);
  }
});
