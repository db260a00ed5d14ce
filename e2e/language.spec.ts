import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { expect, test } from './harness/app.ts';
import { gpuStandIn } from './harness/gpus.ts';
import { writeHistory } from './harness/history.ts';
import { germanSystem } from './harness/launch.ts';
import { untranslated } from './harness/untranslated.ts';
import { violations } from './harness/violations.ts';

const noEngine = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };

const languageOf = (window: Page) => window.locator('html').getAttribute('lang');

const menuOf = (app: ElectronApplication) =>
  app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label));

/** Something of a window, whatever its language: nothing here is found by its text. */
interface Place {
  /** Goes there, has it looked at, and leaves nothing open. */
  visit: (look: (box: Locator, name: string) => Promise<void>) => Promise<void>;
}

function placesOf(window: Page): Place[] {
  return [...shellOf(window), ...viewsOf(window)];
}

function shellOf(window: Page): Place[] {
  const { keyboard } = window;
  const dialog = window.getByRole('dialog');
  const question = window.getByRole('alertdialog');
  const closed = async () => {
    await keyboard.press('Escape');
    await expect(dialog.or(question)).toHaveCount(0);
  };
  /** Chosen by English words: habits last longer than a language. */
  const command = async (words: string) => {
    await keyboard.press('Control+k');
    await keyboard.type(words);
    await keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
  };
  return [
    {
      async visit(look) {
        await look(window.getByRole('complementary'), 'sidebar');
        await look(window.getByRole('banner').first(), 'top bar');
        await window.getByTestId('image-status').click();
        await look(dialog, 'images');
        await closed();
        await keyboard.press('Control+k');
        await expect(dialog.getByTestId('job-state').first()).toBeVisible();
        await look(dialog, 'palette');
        await keyboard.type('zzz');
        await expect(dialog.getByRole('option')).toHaveCount(0);
        await look(dialog, 'palette without anything');
        await closed();
        await keyboard.press('?');
        await look(dialog, 'shortcuts');
        await closed();
        await command('stop everything');
        await look(question, 'question before everything is stopped');
        await closed();
        await command('diagnostics');
        await look(window.getByTestId('toast'), 'message');
      },
    },
    {
      async visit(look) {
        await look(window.getByTestId('engine-banner'), 'banner');
        await window.getByTestId('engine-status').click();
        await look(dialog, 'engine');
        await closed();
      },
    },
  ];
}

function viewsOf(window: Page): Place[] {
  const { keyboard } = window;
  const main = window.getByRole('main');
  const goTo = async (key: string) => {
    await keyboard.press('g');
    await keyboard.press(key);
  };
  return [
    {
      async visit(look) {
        await goTo('o');
        await expect(window.getByTestId('safety')).toBeVisible();
        await look(main, 'overview');
      },
    },
    {
      async visit(look) {
        await goTo('j');
        await expect(window.getByTestId('job-row').first()).toBeVisible();
        await look(main, 'jobs');
        const dialog = window.getByRole('dialog');
        await keyboard.press('n');
        for (const tab of await dialog.getByRole('tab').all()) {
          await tab.click();
          await look(dialog, 'new job');
        }
        await keyboard.press('Escape');
      },
    },
    {
      async visit(look) {
        await goTo('j');
        await window
          .getByTestId('job-row')
          .filter({ has: window.locator('[data-state="succeeded"]') })
          .first()
          .locator('[data-control="open"]')
          .click();
        await expect(main.getByRole('tablist')).toBeVisible();
        for (const [index, tab] of (await main.getByRole('tab').all()).entries()) {
          await tab.click();
          await expect(tab).toHaveAttribute('aria-selected', 'true');
          await look(main, `tab ${index + 1} of a job`);
        }
      },
    },
    {
      async visit(look) {
        await goTo('g');
        await expect(window.getByTestId('gpu-detail')).toBeVisible();
        await look(main, 'GPUs');
      },
    },
    {
      async visit(look) {
        await goTo('d');
        await expect(main.getByRole('heading', { level: 1 })).toBeVisible();
        await look(main, 'storage');
      },
    },
    {
      async visit(look) {
        await goTo('s');
        const sections = main.getByRole('navigation').getByRole('button');
        await expect(sections).not.toHaveCount(0);
        for (const [index, section] of (await sections.all()).entries()) {
          await section.click();
          await expect(section).toHaveAttribute('aria-current', 'page');
          await look(main, `section ${index + 1} of the settings`);
        }
      },
    },
  ];
}

test('a language that is chosen is spoken at once, and throughout', async ({ launch, dataFolder }) => {
  // Jobs that succeeded: why others did not is kept with them in English words alone.
  writeHistory(dataFolder, 2);
  const gpus = await gpuStandIn(dataFolder, { gpus: 2 });
  const { app, seller, window } = await launch({ ...noEngine, ...gpus.environment });
  expect(await window.evaluate(() => navigator.languages[0])).toBe('en-US');
  expect(await languageOf(window)).toBe('en');
  expect(await menuOf(app)).toEqual(['File', 'Edit', 'View', 'Help']);
  const before = await window.evaluate(() => performance.timeOrigin);

  await seller.settings.language('Deutsch');
  await expect(window.locator('html')).toHaveAttribute('lang', 'de');
  await expect(window.getByRole('banner').first().getByRole('button', { name: 'Neuer Job' })).toBeVisible();
  await expect.poll(() => menuOf(app)).toEqual(['Datei', 'Bearbeiten', 'Ansicht', 'Hilfe']);
  expect(await window.evaluate(() => performance.timeOrigin), 'it was not loaded again').toBe(before);

  for (const { visit } of placesOf(window)) {
    await visit(async (box, name) => {
      await expect(box).toBeVisible();
      expect.soft(await untranslated(box), name).toEqual([]);
    });
  }
});

test('a German system is spoken to in German, and axe finds nothing', async ({ launch, dataFolder }) => {
  writeHistory(dataFolder, 10);
  const { app, window } = await launch({ ...noEngine, ...germanSystem });
  await expect(window.getByRole('navigation', { name: 'Ansichten' })).toBeVisible();
  expect(await languageOf(window)).toBe('de');
  expect(await menuOf(app)).toEqual(['Datei', 'Bearbeiten', 'Ansicht', 'Hilfe']);

  await window.keyboard.press('Control+k');
  await expect(window.getByRole('dialog', { name: 'Befehlspalette' })).toBeVisible();
  await window.keyboard.type('Protokoll');
  await expect(window.getByRole('option', { selected: true })).toHaveText('App-Protokoll öffnen');
  expect(await violations(window)).toEqual([]);
});
