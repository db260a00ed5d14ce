import path from 'node:path';
import { installPackages, which } from './setup/debian.mjs';
import { dockerEngine } from './setup/engine.mjs';
import { main } from './setup/main.mjs';
import { nodeModules } from './setup/node-modules.mjs';
import { clientPackages } from './setup/packages.mjs';
import { environment, node, root } from './setup/paths.mjs';
import { foreground } from './setup/process.mjs';
import { sandboxImage } from './setup/sandbox-image.mjs';

/** `npm run bench -- SUITE [--json]`: set-up on stderr, results on stdout. */
await main({ stream: process.stderr }, async (report) => {
  await nodeModules(report);
  const engine = await dockerEngine(report);
  await sandboxImage(report, engine.endpoint);
  await report.step('Docker client', async (tell) => {
    if (which('docker')) return { already: 'docker' };
    await installPackages('to compare with `docker run`', clientPackages, tell);
    return { done: 'installed' };
  });
  return foreground(node, [path.join(root, 'bench/main.ts'), ...process.argv.slice(2)], {
    cwd: root,
    env: environment(engine.env),
  });
});
