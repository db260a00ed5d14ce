import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createGpuWatch } from './gpu-watch.ts';

function watched() {
  const told: boolean[] = [];
  return { told, say: createGpuWatch((shown) => told.push(shown)) };
}

const loads = { isMainFrame: true, isSameDocument: false };

describe('createGpuWatch', () => {
  it('passes on what the window says', () => {
    const { told, say } = watched();
    const window = new EventEmitter();
    say(true, window);
    say(false, window);
    expect(told).toEqual([true, false]);
  });

  it.each([
    ['closed', 'destroyed', undefined],
    ['crashed', 'render-process-gone', undefined],
    ['loaded anew', 'did-start-navigation', loads],
  ])('takes a window that was %s for one that shows none', (_what, event, details) => {
    const { told, say } = watched();
    const window = new EventEmitter();
    say(true, window);
    window.emit(event, details);
    window.emit(event, details);
    expect(told).toEqual([true, false]);
    say(true, window);
    say(true, window);
    window.emit(event, details);
    expect(told).toEqual([true, false, true, true, false]);
  });

  it('is not ended by going to another place of the page, by a frame, or by a window that showed none', () => {
    const { told, say } = watched();
    const [window, other] = [new EventEmitter(), new EventEmitter()];
    say(false, other);
    say(true, window);
    window.emit('did-start-navigation', { ...loads, isSameDocument: true });
    window.emit('did-start-navigation', { ...loads, isMainFrame: false });
    other.emit('destroyed');
    expect(told).toEqual([false, true]);
  });
});
