import { build, buildGateway } from './setup/build.mjs';
import { isRoot } from './setup/debian.mjs';
import { hasDisplay } from './setup/display.mjs';
import { electronRuntime } from './setup/electron-runtime.mjs';
import { dockerEngine } from './setup/engine.mjs';
import { jobImages } from './setup/images.mjs';
import { main } from './setup/main.mjs';
import { nodeModules } from './setup/node-modules.mjs';
import { environment, node, root } from './setup/paths.mjs';
import { foreground } from './setup/process.mjs';

/** `npm start`: everything that is missing, then the app; without a display, the sample job in the terminal. */
await main({ stream: process.stdout }, async (report) => {
  const display = hasDisplay();
  await nodeModules(report);
  const electron = await electronRuntime(report);
  const engine = await dockerEngine(report);
  await jobImages(report, engine.endpoint);
  await build(report, electron.env);
  await buildGateway(report);
  if (!display) {
    report.line('\nThere is no display here, so no window opens. The sample job runs in the terminal instead:\n');
    return foreground(node, ['electron/cli.ts', 'run', 'assets/examples/two-phase'], {
      cwd: root,
      env: environment(engine.env),
    });
  }
  report.line('\nOpening ComputeSwarm Seller …');
  // Chromium refuses its own sandbox to root.
  const flags = isRoot ? ['--no-sandbox'] : [];
  return foreground(electron.binary, [root, ...flags, ...process.argv.slice(2)], {
    cwd: root,
    env: environment({ ...electron.env, ...engine.env }),
  });
});
