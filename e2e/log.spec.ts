import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication, Locator } from '@playwright/test';
import { logWindowLines } from '../shared/logs.ts';
import { expect, test } from './harness/app.ts';
import { answerSaveDialog } from './harness/dialogs.ts';

const mebibyte = 1024 * 1024;

const clipboard = (app: ElectronApplication) => app.evaluate(({ clipboard: board }) => board.readText());

/** The lines of the job's own, without the words about what was left out. */
const linesOf = (text: string) => text.split('\n').filter((line) => !line.startsWith('… '));

// Each line says where it stands, so that a gap, a repetition or a torn line shows.
const flood = `
import sys, time
line = 0
while True:
    sys.stdout.buffer.write(b"".join(b"%08d %s\\n" % (number, b"x" * 91) for number in range(line, line + 10_000)))
    line += 10_000
    time.sleep(0.05)
`;

/** Bytes that the panel says were not kept, of a log that is at its cap. */
async function notKept(size: Locator): Promise<number> {
  const [, amount = '0', unit = 'B'] = /([\d.]+) (\w+) over the log limit/.exec((await size.textContent()) ?? '') ?? [];
  return Number(amount) * 1024 ** ['B', 'KiB', 'MiB', 'GiB'].indexOf(unit);
}

test.describe('a flood', () => {
  test.use({ filmed: false });

  test('200 MB of output: the window answers, holds a bounded part, and the disk has all up to the cap', async ({
    launch,
    dataFolder,
  }) => {
    const { app, seller, window } = await launch();
    await seller.shell.ready();
    await window.evaluate(() => {
      const frames = { longest: 0, last: performance.now() };
      Object.assign(globalThis, { frames });
      const frame = () => {
        const now = performance.now();
        frames.longest = Math.max(frames.longest, now - frames.last);
        frames.last = now;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    await seller.newJob.run({ name: 'Flood', script: flood });
    await expect(seller.job.log.lines.filter({ hasText: 'xxx' }).first()).toBeVisible();

    // While it prints: another view and back, a search, a pause, a copy.
    await seller.shell.goTo('Settings');
    await expect(seller.settings.title).toHaveText('Setup');
    await seller.shell.goTo('Jobs');
    await seller.jobs.open('Flood');
    await seller.job.log.search.fill('7 xxx');
    await expect(seller.job.log.matches).toHaveText(/^\d+ of [\d,]+/);
    await seller.job.log.search.press('Escape');
    await seller.job.log.button('Follow log').click();
    await expect(seller.job.log.box).toHaveAttribute('data-following', 'true');
    await seller.job.log.button('Copy log').click();
    await expect.poll(() => clipboard(app)).toContain('xxx');
    expect(linesOf(await clipboard(app)).length).toBeLessThanOrEqual(logWindowLines);

    await expect.poll(() => notKept(seller.job.log.size), { timeout: 90_000 }).toBeGreaterThan(140 * mebibyte);
    await expect(seller.job.state).toHaveAttribute('data-state', 'executing');
    // Whoever kept the whole output would have more than its 200 MB.
    const main = await app.evaluate(() => process.memoryUsage());
    expect(main.heapUsed + main.external).toBeLessThan(150 * mebibyte);
    const page = await window.evaluate(() => Reflect.get(performance, 'memory').usedJSHeapSize);
    expect(page).toBeLessThan(150 * mebibyte);

    await seller.job.cancel();
    await seller.job.reaches('cancelled');
    const longest = await window.evaluate(() => Number(Reflect.get(Reflect.get(globalThis, 'frames'), 'longest')));
    test.info().annotations.push({ type: 'longest pause between frames', description: `${Math.round(longest)} ms` });

    const saved = path.join(dataFolder, 'saved.log');
    await answerSaveDialog(app, saved);
    await seller.job.log.button('Save log as…').click();
    await expect(seller.shell.messages).toContainText('Log saved as');
    let whole = 0;
    for await (const text of (await open(saved)).readLines()) {
      const number = / (\d{8}) x{91}$/.exec(text)?.[1];
      if (number === undefined) continue;
      if (Number(number) !== whole) break;
      whole += 1;
    }
    // The default cap is 64 MiB, of which what the app notes beside each line takes some.
    expect(whole * 101).toBeGreaterThan(48 * mebibyte);
  });
});

const ticking = `
import time
for number in range(100000):
    print(f"tick {number}", flush=True)
    time.sleep(0.05)
`;

test('the log is paused and followed, searched and copied', async ({ launch, dataFolder }) => {
  const { app, seller, window } = await launch();
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Ticking', script: ticking });
  const { log } = seller.job;
  await expect(log.lines.filter({ hasText: 'tick 60' })).toBeVisible();
  await expect(log.box).toHaveAttribute('data-following', 'true');

  await log.button('Pause log').click();
  await expect(log.followPill).toHaveText(/\d+ new lines\s*· follow/);
  const last = await log.lines.last().textContent();
  await expect(log.followPill).toHaveText(/[2-9]\d+ new lines\s*· follow/);
  expect(await log.lines.last().textContent()).toBe(last);
  await log.followPill.click();
  await expect(log.followPill).toBeHidden();
  await expect(log.lines.last()).not.toHaveText(last ?? '');

  // Scrolling up pauses, scrolling to the end follows again.
  await log.box.hover();
  await window.mouse.wheel(0, -400);
  await expect(log.box).toHaveAttribute('data-following', 'false');
  await window.mouse.wheel(0, 100_000);
  await expect(log.box).toHaveAttribute('data-following', 'true');

  await log.search.fill('TICK 3');
  await expect(log.matches).toHaveText(/^1 of 1[1-9]$|^1 of \d{2,}$/);
  await expect(log.lines.filter({ hasText: /tick 3$/ })).toBeVisible();
  await expect(log.marks.first()).toHaveText('tick 3');
  await log.search.press('Enter');
  await expect(log.matches).toHaveText(/^2 of /);
  await log.search.fill('no such words');
  await expect(log.matches).toHaveText('no match');
  await expect(log.marks).toHaveCount(0);
  await log.search.press('Escape');

  await seller.job.cancel();
  await seller.job.reaches('cancelled');
  await log.button('Copy log').click();
  await expect.poll(() => clipboard(app)).toContain('\ntick 1\ntick 2\ntick 3\n');

  const saved = path.join(dataFolder, 'saved.log');
  await answerSaveDialog(app, null);
  await log.button('Save log as…').click();
  await answerSaveDialog(app, saved);
  await log.button('Save log as…').click();
  await expect(seller.shell.messages).toHaveText([/Log saved as/]);
  const ticks = (await readFile(saved, 'utf8')).match(/tick \d+$/gm) ?? [];
  expect(ticks.length).toBeGreaterThan(60);
  expect(ticks).toEqual(ticks.map((_, index) => `tick ${index}`));
});

const hostile = String.raw`
import sys, time
out = sys.stdout.buffer
out.write(b"\x1b[31mred\x1b[0m and \x1b]0;owned title\x07plain\n")
out.write(b"\x1b]8;;https://example.invalid\x07a link\x1b]8;;\x07\n")
out.write("bidi: \u202eesrever\u202c end\n".encode())
out.write(b"<script>document.title = 'owned'</script><img src=x onerror=\"document.title='owned'\">\n")
out.write(b"overwritten\rfinal words\n")
out.write(b"broken utf-8: \xff\xfe\xc3 end\n")
out.write(b"nul \x00 and bell \x07 end\n")
out.write(b"\x1b[2J\x1b[H\x1b[?1049hcleared\n")
out.flush()
time.sleep(1)
out.write(b"y" * 1024 * 1024 + b"\n")
out.flush()
time.sleep(1)
out.write(b"after the long line\n")
`;

/** Controls, direction overrides and isolates: whatever could act rather than be read. */
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test('hostile output is shown as text and does nothing', async ({ launch, dataFolder }) => {
  const { app, seller, window } = await launch();
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Hostile', script: hostile });
  await seller.job.reaches('succeeded');
  const { log } = seller.job;
  await expect(log.lines.filter({ hasText: 'after the long line' })).toBeVisible();
  await log.button('Copy log').click();
  await expect.poll(() => clipboard(app)).toContain('after the long line');
  const text = await clipboard(app);
  for (const line of ['red and plain', 'a link', 'final words', 'cleared']) expect(text.split('\n')).toContain(line);
  expect(text).toContain("<script>document.title = 'owned'</script><img src=x");
  expect(text).not.toContain('overwritten');
  expect(text).not.toContain('example.invalid');
  expect(text).not.toMatch(acting);

  await log.search.fill('<script>');
  await expect(log.marks.first()).toHaveText('<script>');
  await expect(log.box.locator('script, img, a')).toHaveCount(0);
  await expect(window).toHaveTitle('ComputeSwarm Seller');
  const title = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
  expect(title).toBe('ComputeSwarm Seller');

  const saved = path.join(dataFolder, 'saved.log');
  await answerSaveDialog(app, saved);
  await log.button('Save log as…').click();
  await expect(seller.shell.messages).toContainText('Log saved as');
  const kept = await readFile(saved, 'utf8');
  expect(kept).not.toMatch(acting);
  expect(kept).toContain('red and plain');
  // The long line comes in pieces, none of it lost.
  expect((kept.match(/y{100,}/g) ?? []).join('')).toHaveLength(1024 * 1024);
});
