import { describe, expect, test, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { createClient } from '../bridge.ts';
import { english } from '../testing/english.ts';
import { pretendBridge } from '../testing/pretend-bridge.ts';
import { createShellStore } from './shell.ts';
import { createToastStore } from './toasts.ts';
import { createViewStore } from './view.ts';

const known = aJob('1');

function start(first: unknown = null) {
  const shown: unknown[] = [];
  const { bridge, announce } = pretendBridge({
    'app.started': () => first,
    'app.showing': (destination) => void shown.push(destination),
    'jobs.get': (id) => {
      if (id === known.id) return known;
      throw new AppError({ code: 'not_found', message: 'No such job.', retryable: false });
    },
  });
  const toasts = createToastStore();
  const view = createViewStore();
  const newJob = { show: vi.fn() };
  const shell = createShellStore({
    client: createClient({ bridge, onBadAnnouncement: toasts.getState().failWith, words: () => english }),
    toasts,
    words: () => english,
    view,
    newJob,
  });
  shell.start();
  return { shell, view, toasts, newJob, shown, announce, route: () => view.getState().route };
}

describe('what the window is asked for', () => {
  test('before it listened is done first', async () => {
    const { route } = start({ do: 'show', destination: { view: 'job', id: known.id } });
    await vi.waitFor(() => expect(route()).toEqual({ view: 'job', id: known.id }));
  });

  test('a place is shown, in front of a dialog of the shell', async () => {
    const { announce, shell, route } = start();
    shell.open('palette');
    announce('app.command', { do: 'show', destination: { view: 'settings', section: 'network' } });
    await vi.waitFor(() => expect(route()).toEqual({ view: 'settings', section: 'network' }));
    expect(shell.getState().dialog).toBeNull();
  });

  test('a job that is not in this history is said so, and nothing else changes', async () => {
    const { announce, toasts, route } = start();
    announce('app.command', { do: 'show', destination: { view: 'job', id: 'z'.repeat(20) } });
    await vi.waitFor(() => expect(toasts.getState().toasts).toHaveLength(1));
    expect(toasts.getState().toasts[0]).toMatchObject({ failure: { message: 'This job is not in this history.' } });
    expect(route()).toEqual({ view: 'overview' });
  });

  test('dialogs open', () => {
    const { announce, shell, newJob } = start();
    announce('app.command', { do: 'open_palette' });
    expect(shell.getState().dialog).toBe('palette');
    announce('app.command', { do: 'list_shortcuts' });
    expect(shell.getState().dialog).toBe('shortcuts');
    announce('app.command', { do: 'new_job' });
    expect(shell.getState().dialog).toBeNull();
    expect(newJob.show).toHaveBeenCalledOnce();
  });
});

test('what is shown is told, once for each change', async () => {
  const { view, shown } = start();
  view.go({ view: 'gpus' });
  view.announce('something');
  view.go({ view: 'job', id: known.id });
  await vi.waitFor(() => expect(shown).toHaveLength(3));
  expect(shown).toEqual([{ view: 'overview' }, { view: 'gpus' }, { view: 'job', id: known.id }]);
});
