import { describe, expect, test } from 'vitest';
import type { Job } from '../../shared/jobs.ts';
import { createTranslate } from '../../shared/languages/translate.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { type TrayFacts, trayViewOf } from './tray-view.ts';

const english = createTranslate('en');

const named = (name: string): Job => {
  const job = aJob(name, 'executing');
  return { ...job, spec: { ...job.spec, name } };
};

function facts(change: Partial<Omit<TrayFacts, 'queue'>> & { queue?: Partial<TrayFacts['queue']> } = {}): TrayFacts {
  const { queue, ...rest } = change;
  const quiet = { accepting: true, running: 0, queued: 0, concurrency: 1 };
  return { running: [], engine: 'connected', gpus: 'ok', ...rest, queue: { ...quiet, ...queue } };
}

const labels = (change: TrayFacts) =>
  trayViewOf(change, english).menu.map((entry) => ('label' in entry ? entry.label : '—'));

describe('the tray', () => {
  test.each([
    ['idle', facts()],
    ['idle', facts({ queue: { queued: 3 } })],
    ['idle', facts({ engine: 'connecting', gpus: 'none' })],
    ['running', facts({ queue: { running: 1 } })],
    ['paused', facts({ queue: { accepting: false } })],
    ['paused', facts({ queue: { accepting: false, running: 2 } })],
    ['trouble', facts({ engine: 'disconnected' })],
    ['trouble', facts({ gpus: 'lost', queue: { running: 1 } })],
    ['trouble', facts({ engine: 'disconnected', queue: { accepting: false } })],
  ] as const)('is %s', (state, given) => {
    expect(trayViewOf(given, english).state).toBe(state);
  });

  test('says in its tooltip what goes on', () => {
    const tooltip = (given: TrayFacts) => trayViewOf(given, english).tooltip.split('\n')[1];
    expect(tooltip(facts())).toBe('No jobs');
    expect(tooltip(facts({ queue: { running: 1 } }))).toBe('1 job running');
    expect(tooltip(facts({ queue: { running: 2, queued: 1 } }))).toBe('2 jobs running · 1 waiting');
    expect(tooltip(facts({ queue: { accepting: false, queued: 4 } }))).toBe('Paused · 4 waiting');
    expect(tooltip(facts({ engine: 'disconnected', queue: { queued: 1 } }))).toBe(
      'Docker is not connected · 1 waiting',
    );
    expect(tooltip(facts({ gpus: 'lost' }))).toBe('GPUs are lost');
  });

  test('names at most five running jobs, each leading to itself', () => {
    const running = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(named);
    const given = facts({ running, queue: { running: 7 } });
    expect(labels(given).slice(3, 9)).toEqual(['a', 'b', 'c', 'd', 'e', 'and 2 more']);
    expect(trayViewOf(given, english).menu[3]).toMatchObject({ action: { do: 'show_job', id: running[0]?.id } });
  });

  test('shows a hostile name as text', () => {
    const running = [named('\u202eevil\u0000 R&D &Quit\n'), named('\u200b')];
    expect(labels(facts({ running, queue: { running: 2 } })).slice(3, 5)).toEqual(['evil R&&D &&Quit', 'Untitled job']);
  });

  test('offers to pause or to resume, and to stop only what runs', () => {
    const stop = (given: TrayFacts) =>
      trayViewOf(given, english).menu.find((entry) => entry.kind === 'item' && entry.action.do === 'stop_everything');
    expect(labels(facts())).toContain('Pause taking jobs');
    expect(labels(facts({ queue: { accepting: false } }))).toContain('Resume taking jobs');
    expect(trayViewOf(facts({ queue: { accepting: false } }), english).menu).toContainEqual(
      expect.objectContaining({ action: { do: 'set_accepting', accepting: true } }),
    );
    expect(stop(facts())).toMatchObject({ enabled: false });
    expect(stop(facts({ queue: { running: 1 } }))).toMatchObject({ enabled: true });
  });

  test('speaks the language it is given', () => {
    const busy = facts({ running: [named('a')], queue: { running: 7, queued: 2 } });
    const { tooltip, menu } = trayViewOf(busy, createTranslate('de'));
    expect(tooltip).toBe('ComputeSwarm Seller\n7 Jobs laufen · 2 warten');
    expect(menu).toContainEqual({ kind: 'note', label: 'und 6 weitere' });
  });
});
