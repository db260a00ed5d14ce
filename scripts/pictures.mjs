import { buildGateway } from './setup/build.mjs';
import { ask } from './setup/engine.mjs';
import { main } from './setup/main.mjs';
import { nodeModules } from './setup/node-modules.mjs';
import { binary, environment, root } from './setup/paths.mjs';
import { foreground } from './setup/process.mjs';
import { engine, startTestEngines, stopTestEngines } from './setup/test-engines.mjs';
import { withWindow } from './setup/window.mjs';

/** `npm run pictures [-- NAME]`: set-up, then a picture of each view in each state, or of those with NAME in their title. */
await main({ stream: process.stdout }, async (report) => {
  await nodeModules(report);
  const [name] = process.argv.slice(2);
  const host = await engine('host', 'current');
  const wasRunning = (await ask(host)) !== null;
  try {
    await startTestEngines(report, ['current']);
    await buildGateway(report);
    return await withWindow(report, (env) =>
      foreground(binary('playwright'), ['test', '--project=pictures', ...(name ? ['--grep', name] : [])], {
        cwd: root,
        env: environment({ ...env, DOCKER_HOST: host }),
      }),
    );
  } finally {
    if (!wasRunning) await stopTestEngines(['current']);
  }
});
