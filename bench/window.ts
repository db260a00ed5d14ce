import { readFile } from 'node:fs/promises';
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test';
import { launchArguments } from '../e2e/harness/launch.ts';
import { type SellerWindow, sellerWindow } from '../e2e/pages/seller.ts';

/** Clock ticks a second, as Linux counts processor time. */
const ticksPerSecond = 100;

/** The built app, or another program that Electron runs, in a window. */
export interface OpenWindow {
  app: ElectronApplication;
  page: Page;
  seller: SellerWindow;
  /** Processor time of all of Electron’s processes so far, in seconds. */
  cpuSeconds(): Promise<number>;
  /** Resident memory of all of Electron’s processes, in bytes; what they share counts once for each. */
  memoryBytes(): Promise<number>;
  /** Ends running jobs, too. */
  close(): Promise<void>;
}

/** @param main the folder of an app, or a script. */
export async function openWindow(main: string, environment: Record<string, string>): Promise<OpenWindow> {
  const app = await electron.launch(launchArguments(main, environment));
  const page = await app.firstWindow();
  const processIds = () => app.evaluate(({ app: self }) => self.getAppMetrics().map(({ pid }) => pid));
  const sumOf = async (read: (pid: number) => Promise<number>) => {
    const figures = await Promise.all((await processIds()).map((pid) => read(pid).catch(() => 0)));
    return figures.reduce((sum, figure) => sum + figure, 0);
  };
  return {
    app,
    page,
    seller: sellerWindow(page),
    cpuSeconds: () => sumOf(cpuSecondsOf),
    memoryBytes: () => sumOf(memoryBytesOf),
    async close() {
      await app.evaluate(({ dialog }) => {
        dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false });
      });
      await app.close();
    },
  };
}

/** User and system time, fields 14 and 15 of `/proc/PID/stat`, which count from the name's closing bracket. */
async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

async function memoryBytesOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}
