import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  test as base,
  type ElectronApplication,
  _electron as electron,
  type Page,
  type TestInfo,
} from '@playwright/test';
import { type SellerWindow, sellerWindow } from '../pages/seller.ts';
import { hostOf } from './engines/engines.ts';
import { launchArguments } from './launch.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

export interface RunningApp {
  app: ElectronApplication;
  window: Page;
  /** The window by what a person finds in it. */
  seller: SellerWindow;
  /** Ends the app as its user would; the next launch finds the same data folder. */
  quit(): Promise<void>;
}

interface Fixtures {
  /** Whether traces have pictures; taking them costs a window that is busy drawing its time. */
  filmed: boolean;
  /** A data folder of the test's own. */
  dataFolder: string;
  /** Starts the built app on the test's data folder and engine; `environment` adds variables. */
  launch: (environment?: Record<string, string>) => Promise<RunningApp>;
}

/** `test` with the real app. What a failed test leaves behind: a trace, a screenshot of each window, the app's log. */
export const test = base.extend<Fixtures>({
  filmed: [true, { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here
  dataFolder: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'computeswarm-e2e-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },

  launch: async ({ dataFolder, filmed }, use, info) => {
    const launched: RunningApp[] = [];
    await use(async (environment = {}) => {
      const running = await start(dataFolder, environment, filmed);
      launched.push(running);
      return running;
    });
    for (const [index, running] of launched.entries()) await end(running, info, index);
    const failed = info.status !== info.expectedStatus;
    if (failed) await info.attach('app.log', { path: path.join(dataFolder, 'app.log') }).catch(() => {});
  },
});

export { expect } from '@playwright/test';

/** The engine that the app is launched on. */
export function testEngineHost(): string {
  return process.env.DOCKER_HOST ?? hostOf('current');
}

async function start(dataFolder: string, environment: Record<string, string>, filmed: boolean): Promise<RunningApp> {
  const app = await electron.launch({
    ...launchArguments(root, { DOCKER_HOST: testEngineHost(), COMPUTESWARM_DATA_DIR: dataFolder, ...environment }),
    cwd: root,
  });
  await app.context().tracing.start({ screenshots: filmed, snapshots: true });
  const window = await app.firstWindow();
  let closed = false;
  app.on('close', () => {
    closed = true;
  });
  return {
    app,
    window,
    seller: sellerWindow(window),
    async quit() {
      if (closed) return;
      // Where jobs run, the app asks before it ends them: answer as somebody who wants to quit.
      await app.evaluate(({ dialog }) => {
        dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false });
      });
      await app.close();
    },
  };
}

async function end({ app, quit }: RunningApp, info: TestInfo, index: number): Promise<void> {
  const failed = info.status !== info.expectedStatus;
  try {
    if (failed) {
      for (const [number, page] of app.windows().entries()) {
        const file = info.outputPath(`window-${index}-${number}.png`);
        await page.screenshot({ path: file });
        await info.attach(`window-${index}-${number}`, { path: file, contentType: 'image/png' });
      }
      const file = info.outputPath(`trace-${index}.zip`);
      await app.context().tracing.stop({ path: file });
      await info.attach('trace', { path: file, contentType: 'application/zip' });
    }
  } catch {
    // The app is gone already, and what it could have shown with it.
  }
  await quit();
}
