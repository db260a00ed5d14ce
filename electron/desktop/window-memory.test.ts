import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { placeWindow, type Rectangle } from './place-window.ts';
import { openWindowMemory } from './window-memory.ts';

const main: Rectangle = { x: 0, y: 25, width: 1920, height: 1055 };
const left: Rectangle = { x: -2560, y: 0, width: 2560, height: 1440 };

describe('placing the window', () => {
  test('a first start is in the middle, no larger than the screen and no smaller than the window can be', () => {
    expect(placeWindow(null, [main])).toEqual({ width: 1280, height: 800, position: null });
    expect(placeWindow(null, [{ x: 0, y: 0, width: 1024, height: 700 }])).toMatchObject({ width: 1024, height: 700 });
    expect(placeWindow(null, [{ x: 0, y: 0, width: 640, height: 480 }])).toMatchObject({ width: 860, height: 520 });
    expect(placeWindow(null, [])).toMatchObject({ width: 1280, height: 800, position: null });
  });

  test('it comes back where it was, on whichever screen', () => {
    for (const saved of [
      { x: 100, y: 60, width: 1000, height: 700 },
      { x: -2000, y: 300, width: 1400, height: 900 },
    ]) {
      const { x, y, width, height } = saved;
      expect(placeWindow(saved, [main, left])).toEqual({ width, height, position: { x, y } });
    }
  });

  test('a screen that has gone leaves it in the middle of the main one', () => {
    const saved = { x: -2500, y: 100, width: 2400, height: 1300 };
    expect(placeWindow(saved, [main])).toEqual({ width: 1920, height: 1055, position: null });
  });

  test('a corner that is left over is no place', () => {
    expect(placeWindow({ x: 1900, y: 1000, width: 1000, height: 700 }, [main]).position).toBeNull();
  });

  test('it is moved wholly onto the screen that has most of it', () => {
    expect(placeWindow({ x: -300, y: -100, width: 1000, height: 700 }, [main, left])).toMatchObject({
      position: { x: 0, y: 25 },
    });
    expect(placeWindow({ x: -800, y: 1000, width: 1000, height: 700 }, [main, left])).toMatchObject({
      position: { x: -1000, y: 740 },
    });
    expect(placeWindow({ x: 1400, y: 600, width: 1000, height: 700 }, [main])).toMatchObject({
      position: { x: 920, y: 380 },
    });
  });

  test('a size from before the window had a smallest one is not taken over', () => {
    expect(placeWindow({ x: 100, y: 100, width: 300, height: 200 }, [main])).toMatchObject({ width: 860, height: 520 });
  });

  test('its title bar stays reachable on a screen that is too small for it', () => {
    const tiny = { x: 50, y: 30, width: 640, height: 480 };
    expect(placeWindow({ x: 60, y: 40, width: 1000, height: 700 }, [tiny]).position).toEqual({ x: 50, y: 30 });
  });
});

describe('what the window remembers', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'window-memory-'));
    file = join(folder, 'window.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is there at the next start, and nothing else stays beside it', () => {
    const bounds = { x: -5, y: 10, width: 900, height: 600 };
    openWindowMemory(file).write({ bounds, zoomLevel: 1.5, maximised: true });
    openWindowMemory(file).write({ knowsTray: true });
    expect(openWindowMemory(file).read()).toEqual({
      bounds,
      maximised: true,
      fullScreen: false,
      zoomLevel: 1.5,
      knowsTray: true,
    });
    expect(readdirSync(folder)).toEqual(['window.json']);
  });

  test.each(['', 'null', '{}', '{"bounds":{"x":"1"}}', '{"bounds":null,"maximised":1}'])(
    'counts as nothing where the file is damaged: %s',
    (text) => {
      writeFileSync(file, text);
      expect(openWindowMemory(file).read()).toMatchObject({ bounds: null, zoomLevel: 0, knowsTray: false });
    },
  );

  test('is not written again while it is the same', () => {
    const store = openWindowMemory(file);
    store.write({ zoomLevel: 1 });
    writeFileSync(file, 'untouched');
    store.write({ zoomLevel: 1 });
    expect(readFileSync(file, 'utf8')).toBe('untouched');
  });

  test('a folder that cannot be written to loses nothing until the end', () => {
    const store = openWindowMemory(join(folder, 'gone', 'window.json'));
    expect(() => store.write({ knowsTray: true })).toThrow();
    expect(store.read().knowsTray).toBe(true);
  });
});
