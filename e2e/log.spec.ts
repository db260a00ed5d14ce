import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication, Locator } from '@playwright/test';
import { hostileLogs } from '../renderer/features/job/testing/hostile-logs.ts';
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

  // Lines are selected by keys alone, and only then does Escape lead away.
  const { keyboard } = window;
  await log.box.focus();
  await keyboard.press('Home');
  await expect(log.lines.first()).toBeInViewport();
  for (let presses = 0; presses < 3; presses += 1) await keyboard.press('Shift+ArrowDown');
  const texts = await log.lines.evaluateAll((lines) =>
    lines.slice(0, 3).map((line) => line.lastElementChild?.textContent),
  );
  await keyboard.press('Control+c');
  await expect.poll(() => clipboard(app)).toContain(texts[2] ?? 'a third line');
  expect((await clipboard(app)).trim().split('\n')).toHaveLength(3);
  await keyboard.press('Escape');
  await keyboard.press('Control+a');
  await keyboard.press('Control+c');
  await expect.poll(() => clipboard(app)).toContain('\ntick 59\ntick 60\n');

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

const lines = 20_000;

const long = `
for number in range(${lines}):
    print(f"\\x1b[32mstep\\x1b[0m {number}" + (" needle" if number % 9_000 == 17 else ""))
`;

test('any line of a long log is reached by its number, by scrolling and by searching', async ({ launch }) => {
  const { seller, window } = await launch();
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Long', script: long });
  await seller.job.reaches('succeeded');
  const { log } = seller.job;
  await expect(log.lines.filter({ hasText: new RegExp(`step ${lines - 1}$`) })).toBeVisible();
  const first =
    Number(
      await log.lines
        .filter({ hasText: /step \d+$/ })
        .last()
        .getAttribute('data-seq'),
    ) -
    lines +
    1;
  const step = (number: number) => log.row(first + number + 1);

  await window.keyboard.press('Control+g');
  await expect(log.line).toBeFocused();
  await log.line.fill(String(first + 5_001));
  await log.line.press('Enter');
  await expect(step(5_000)).toContainText('step 5000');
  await expect(step(5_000)).toBeInViewport();

  // The page that was read ends some way above and below: more of it comes by scrolling.
  await log.box.hover();
  for (const direction of [-1, 1]) {
    const goal = step(5_000 + direction * 700);
    await expect(async () => {
      // Less than the height of the view, so that no line is passed by.
      await window.mouse.wheel(0, direction * 400);
      await expect(goal).toBeInViewport({ timeout: 100 });
    }).toPass({ intervals: [50] });
  }

  await log.search.fill('NEEDLE');
  await expect(log.matches).toHaveText('1 of 3');
  await expect(log.scope).toHaveText('The whole log was searched');
  await expect(step(17)).toBeInViewport();
  await log.search.press('Enter');
  await expect(log.matches).toHaveText('2 of 3');
  await expect(step(9_017)).toBeInViewport();
  await expect(step(9_017).locator('mark')).toHaveText('needle');
  await log.search.press('Shift+Enter');
  await log.search.press('Shift+Enter');
  await expect(log.matches).toHaveText('3 of 3');
  await expect(step(18_017)).toBeInViewport();
  await log.search.press('Escape');

  await log.box.focus();
  await window.keyboard.press('Home');
  await expect(log.row(1)).toBeInViewport();
  await window.keyboard.press('End');
  await expect(step(lines - 1)).toBeInViewport();

  // The word has the theme's green, not the colour of the rest of its row.
  const word = step(lines - 1).getByText('step', { exact: true });
  const colourOf = (text: Locator) => text.evaluate((element) => getComputedStyle(element).color);
  expect(await colourOf(word)).not.toBe(await colourOf(step(lines - 1)));
});

const bar = `
import sys, time
for number in range(301):
    sys.stderr.write(f"\\r\\x1b[2K\\x1b[32m{'#' * (number // 10)}\\x1b[0m {number}/300")
    sys.stderr.flush()
    if number % 50 == 0: print("half a minute", number, flush=True)
    time.sleep(0.01)
sys.stderr.write("\\n")
`;

test('a progress bar is one row, with other lines in between', async ({ launch }) => {
  const { seller } = await launch();
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Bar', script: bar });
  await seller.job.reaches('succeeded');
  const { log } = seller.job;
  const bars = log.lines.filter({ hasText: '/300' });
  await expect(bars).toHaveCount(1);
  await expect(bars).toContainText(`${'#'.repeat(30)} 300/300`);
  await expect(log.lines.filter({ hasText: 'half a minute' })).toHaveCount(7);
});

/** Writes each case as it stands, with a line before each by which its rows are found. */
const hostile = `
import base64, sys
for number, output in enumerate("${hostileLogs
  .map(({ output }) => Buffer.from(output).toString('base64'))
  .join(' ')}".split()):
    sys.stdout.buffer.write(b"case %d\\n" % number + base64.b64decode(output))
sys.stdout.buffer.write(b"y" * 1024 * 1024 + b"\\nafter the long line\\n")
`;

/** Controls, direction overrides and isolates: whatever could act rather than be read. */
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test('hostile output is shown as text and does nothing', async ({ launch, dataFolder }) => {
  const { app, seller, window } = await launch();
  await seller.shell.ready();
  await app.evaluate(({ clipboard: board }) => board.writeText('mine'));
  const before = { url: window.url(), cookies: await window.context().cookies() };
  await seller.newJob.run({ name: 'Hostile', script: hostile });
  await seller.job.reaches('succeeded');
  const { log } = seller.job;
  await expect(log.lines.filter({ hasText: 'after the long line' })).toBeVisible();

  // Each part of the log is on the screen once.
  await log.box.focus();
  await window.keyboard.press('Home');
  const elements = new Set<string>();
  await expect(log.lines.filter({ hasText: /case 0$/ })).toBeInViewport();
  for (let page = 0; page < 12; page += 1) {
    for (const name of await log.box.locator('*').evaluateAll((all) => all.map((element) => element.localName))) {
      elements.add(name);
    }
    await window.keyboard.press('PageDown');
  }
  expect([...elements].filter((name) => !['button', 'div', 'span'].includes(name))).toEqual([]);

  await expect(window).toHaveTitle('ComputeSwarm Seller');
  const titles = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((each) => each.getTitle()),
  );
  expect(titles).toEqual(['ComputeSwarm Seller']);
  expect({ url: window.url(), cookies: await window.context().cookies() }).toEqual(before);
  expect(await window.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual([
    '',
    0,
    0,
  ]);
  expect(await clipboard(app)).toBe('mine');

  await log.button('Copy log').click();
  await expect.poll(() => clipboard(app)).toContain('after the long line');
  const text = await clipboard(app);
  expect(text).not.toMatch(acting);
  const shown = text
    .slice(text.indexOf('case 0\n'), text.indexOf('\nyyyy'))
    .split(/(?:^|\n)case \d+\n/)
    .slice(1);
  expect(shown).toEqual(hostileLogs.map(({ shows }) => shows.join('\n')));

  await log.search.fill('<script>');
  await expect(log.marks.first()).toHaveText('<script>');
  await expect(log.box.locator('script, img, a, style, h1')).toHaveCount(0);

  const saved = path.join(dataFolder, 'saved.log');
  await answerSaveDialog(app, saved);
  await log.button('Save log as…').click();
  await expect(seller.shell.messages).toContainText('Log saved as');
  const kept = await readFile(saved, 'utf8');
  expect(kept).not.toMatch(acting);
  // The long line comes in pieces, none of it lost.
  expect((kept.match(/y{100,}/g) ?? []).join('')).toHaveLength(1024 * 1024);
});
