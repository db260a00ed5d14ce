import path from 'node:path';
import { buildGateway } from './setup/build.mjs';
import { dockerEngine } from './setup/engine.mjs';
import { jobImages } from './setup/images.mjs';
import { main } from './setup/main.mjs';
import { nodeModules } from './setup/node-modules.mjs';
import { environment, node, root } from './setup/paths.mjs';
import { foreground } from './setup/process.mjs';

/** `npm run job -- …`: one job in the terminal. Set-up speaks on stderr and only of what it changes: stdout is the job's. */
await main({ stream: process.stderr, quiet: true }, async (report) => {
  await nodeModules(report);
  const engine = await dockerEngine(report);
  await jobImages(report, engine.endpoint);
  await buildGateway(report);
  // npm changes to the repository; paths mean what they meant where the person typed them.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  return foreground(node, [path.join(root, 'electron/cli.ts'), 'run', ...process.argv.slice(2)], {
    cwd,
    env: environment(engine.env),
  });
});
