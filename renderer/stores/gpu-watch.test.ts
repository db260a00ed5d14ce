import { describe, expect, it, vi } from 'vitest';
import { createClient } from '../bridge.ts';
import { english } from '../testing/english.ts';
import { pretendBridge } from '../testing/pretend-bridge.ts';
import { createGpuWatch } from './gpu-watch.ts';

function setUp() {
  const told: unknown[] = [];
  const onError = vi.fn();
  const { bridge } = pretendBridge({ 'gpus.watch': (watching) => void told.push(watching) });
  const watch = createGpuWatch({
    client: createClient({ bridge, onBadAnnouncement: onError, words: () => english }),
    onError,
  });
  const page = Object.assign(new EventTarget(), { hidden: false });
  const hide = (hidden: boolean) => {
    page.hidden = hidden;
    page.dispatchEvent(new Event('visibilitychange'));
  };
  watch.start(page);
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  return { watch, told, hide, settle, onError };
}

describe('watching GPUs', () => {
  it('lasts from the first to the last that shows them, and is told once', async () => {
    const { watch, told, settle, onError } = setUp();
    const ends = [watch.show(), watch.show()];
    await settle();
    expect(told).toEqual([true]);
    ends[0]?.();
    await settle();
    expect(told).toEqual([true]);
    ends[1]?.();
    await settle();
    expect(told).toEqual([true, false]);
    expect(onError).not.toHaveBeenCalled();
  });

  it('does not stop between one view and the next', async () => {
    const { watch, told, settle } = setUp();
    const end = watch.show();
    await settle();
    end();
    watch.show();
    await settle();
    expect(told).toEqual([true]);
  });

  it('rests while the window is hidden', async () => {
    const { watch, told, hide, settle } = setUp();
    watch.show();
    await settle();
    hide(true);
    await settle();
    hide(false);
    await settle();
    expect(told).toEqual([true, false, true]);
    expect(watch.getState().watching).toBe(true);
  });
});
