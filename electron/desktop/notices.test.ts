import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineState } from '../../shared/engine.ts';
import type { GpuState } from '../../shared/gpus.ts';
import type { Job } from '../../shared/jobs.ts';
import { defaultSettings, type Settings } from '../../shared/settings.ts';
import { aGpu } from '../../shared/testing/a-gpu.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { createEngineNotices } from './engine-notices.ts';
import { createGpuNotices } from './gpu-notices.ts';
import { createJobNotices } from './job-notices.ts';
import type { Attention, Notice } from './notice.ts';
import { createSpeech, type Speech } from './speech.ts';

let shown: Notice[];
let attention: Attention;
let settings: Settings['desktop'];
let speech: Speech;
const options = {
  settings: () => settings,
  attention: () => attention,
  speech: () => speech,
  show: (notice: Notice) => void shown.push(notice),
};

beforeEach(() => {
  vi.useFakeTimers();
  shown = [];
  attention = { focused: false, showing: null };
  settings = defaultSettings.desktop;
  speech = createSpeech('en');
});
afterEach(() => void vi.useRealTimers());

const hour = 3_600_000;

describe('jobs', () => {
  const named = (name: string, state: Job['state'], change: Partial<Job> = {}): Job => {
    const job = aJob(name, state);
    return { ...job, spec: { ...job.spec, name }, ...change };
  };

  test('one that ended is told with its name, how it ended and how long it ran, and leads to it', () => {
    const job = named('Train', 'succeeded', { startedAt: 1_000, endedAt: 63_000 });
    createJobNotices(options).ended(job);
    vi.runAllTimers();
    expect(shown).toEqual([
      { title: '“Train” succeeded', body: 'It ran for 1 min 02 s.', destination: { view: 'job', id: job.id } },
    ]);
  });

  test('one that failed is told with why', () => {
    const failure = { code: 'script_failed', message: 'The script ended with status 3.', retryable: true } as const;
    createJobNotices(options).ended(named('Train', 'failed', { failure }));
    vi.runAllTimers();
    expect(shown).toMatchObject([{ title: '“Train” failed', body: 'The script ended with status 3.' }]);
  });

  test('a name is text, whatever is in it', () => {
    const name = '<b>bold</b>\u202eevil\u0007 <a href="x">y</a>\nnext';
    createJobNotices(options).ended(
      named(name, 'failed', { failure: { code: 'internal', message: name, retryable: true } }),
    );
    vi.runAllTimers();
    const [notice] = shown;
    expect(`${notice?.title}${notice?.body}`).not.toMatch(/[<>\u202e\u0007\n]/);
    expect(notice?.title).toContain('bold');
  });

  test('a job without a name has something in its place', () => {
    createJobNotices(options).ended(named('\u200b', 'succeeded'));
    vi.runAllTimers();
    expect(shown).toMatchObject([{ title: '“Untitled job” succeeded' }]);
  });

  test('many that end together are told once', () => {
    const notices = createJobNotices(options);
    for (const name of ['a', 'b', 'c', 'd']) {
      notices.ended(named(name, name === 'b' ? 'timed_out' : 'succeeded'));
      vi.advanceTimersByTime(400);
    }
    expect(shown).toEqual([]);
    vi.runAllTimers();
    expect(shown).toEqual([
      {
        title: '4 jobs ended: 3 succeeded, 1 did not',
        body: '“a”, “b”, “c” and 1 more.',
        destination: { view: 'jobs' },
      },
    ]);
  });

  test('are told in the language of the moment', () => {
    const notices = createJobNotices(options);
    notices.ended(named('a', 'failed', { startedAt: 0, endedAt: 1_500 }));
    speech = createSpeech('de');
    vi.runAllTimers();
    for (const name of ['a', 'b', 'c', 'd']) notices.ended(named(name, 'succeeded'));
    vi.runAllTimers();
    expect(shown).toMatchObject([
      { title: '„a“ ist fehlgeschlagen', body: 'Laufzeit: 1,5 s.' },
      { title: '4 Jobs beendet: 4 erfolgreich', body: '„a“, „b“, „c“ und 1 weiterer.' },
    ]);
  });

  test('a stream of them does not put off what is to be told for ever', () => {
    const notices = createJobNotices(options);
    for (let count = 0; count < 60; count += 1) {
      notices.ended(named(`job ${count}`, 'succeeded'));
      vi.advanceTimersByTime(1_000);
    }
    vi.runAllTimers();
    expect(shown.length).toBeGreaterThanOrEqual(5);
    expect(shown.length).toBeLessThanOrEqual(7);
    const told = shown.reduce((sum, { title }) => sum + Number.parseInt(title, 10), 0);
    expect(told).toBe(60);
  });

  test('one that is being looked at is not told, one that is open behind another window is', () => {
    const job = named('Train', 'succeeded');
    const notices = createJobNotices(options);
    attention = { focused: true, showing: { view: 'job', id: job.id } };
    notices.ended(job);
    vi.runAllTimers();
    expect(shown).toEqual([]);
    attention = { focused: true, showing: { view: 'job', id: aJob('other', 'queued').id } };
    notices.ended(job);
    vi.runAllTimers();
    expect(shown).toHaveLength(1);
    attention = { focused: false, showing: { view: 'job', id: job.id } };
    notices.ended(job);
    vi.runAllTimers();
    expect(shown).toHaveLength(2);
  });

  test('what is switched off, and what a person cancelled, is not told', () => {
    const notices = createJobNotices(options);
    notices.ended(named('a', 'cancelled'));
    settings = { ...settings, notifyFinished: false };
    notices.ended(named('b', 'succeeded'));
    settings = { ...settings, notifyFailed: false };
    for (const state of ['failed', 'timed_out', 'interrupted'] as const) notices.ended(named('c', state));
    vi.runAllTimers();
    expect(shown).toEqual([]);
  });

  test('nothing is told after the stop', () => {
    const notices = createJobNotices(options);
    notices.ended(named('a', 'succeeded'));
    notices.stop();
    vi.runAllTimers();
    expect(shown).toEqual([]);
  });
});

describe('GPUs', () => {
  const gpu = (index: number, temperatureC: number | null) =>
    aGpu({ uuid: `GPU-${index}`, index, name: 'NVIDIA <b>GPU</b>', temperatureC });
  const at = (...temperatures: (number | null)[]): GpuState => ({
    status: 'ok',
    driverVersion: '1',
    sampledAt: 0,
    gpus: temperatures.map((temperature, index) => gpu(index, temperature)),
  });

  test('a hot one is told once, and leads to the GPUs', () => {
    const take = createGpuNotices(options);
    for (const temperature of [70, 89, 90, 91, 90]) take(at(temperature));
    expect(shown).toEqual([
      {
        title: 'GPU 0 is hot: 90 °C',
        body: 'NVIDIA ‹b›GPU‹/b› has reached 90 °C. Check its fans and the air around it.',
        destination: { view: 'gpus' },
      },
    ]);
  });

  test('swinging around the threshold is no news; cooling down by five degrees makes it news again', () => {
    const take = createGpuNotices(options);
    take(at(90));
    vi.advanceTimersByTime(hour);
    for (const temperature of [86, 90, 86, 92]) take(at(temperature));
    expect(shown).toHaveLength(1);
    take(at(85));
    take(at(90));
    expect(shown).toHaveLength(2);
  });

  test('each at most every 15 minutes; one that is still hot then is told', () => {
    const take = createGpuNotices(options);
    take(at(95));
    vi.advanceTimersByTime(5 * 60_000);
    take(at(60));
    take(at(95));
    expect(shown).toHaveLength(1);
    take(at(95, 95));
    expect(shown).toHaveLength(2);
    vi.advanceTimersByTime(10 * 60_000);
    take(at(95, 95));
    expect(shown.map(({ title }) => title.slice(0, 5))).toEqual(['GPU 0', 'GPU 1', 'GPU 0']);
  });

  test('not while the GPUs are looked at, when switched off, or without a reading; the threshold is a setting', () => {
    const take = createGpuNotices(options);
    take(at(null));
    attention = { focused: true, showing: { view: 'gpus' } };
    take(at(99));
    attention = { focused: false, showing: { view: 'gpus' } };
    take(at(99));
    expect(shown).toEqual([]);
    settings = { ...settings, notifyHot: false };
    take(at(50, 99));
    expect(shown).toEqual([]);
    settings = { ...settings, notifyHot: true, hotCelsius: 60 };
    take(at(60));
    expect(shown).toHaveLength(1);
  });
});

describe('the engine', () => {
  const connected: EngineState = {
    status: 'connected',
    version: '28.5.2',
    apiVersion: '1.51',
    operatingSystem: 'Debian',
    architecture: 'x86_64',
    cpus: 8,
    memoryBytes: 1,
    endpoint: '/run/docker.sock',
  };
  const disconnected: EngineState = {
    status: 'disconnected',
    failure: { code: 'engine_unreachable', message: 'Docker does not answer.', retryable: true },
    since: 0,
    endpoint: '/run/docker.sock',
  };

  test('its loss is told, and then its return', () => {
    const notices = createEngineNotices(options);
    for (const state of [connected, disconnected]) notices.take(state);
    vi.runAllTimers();
    notices.take(disconnected);
    vi.runAllTimers();
    notices.take({ status: 'connecting' });
    notices.take(connected);
    expect(shown.map(({ title }) => title)).toEqual(['The Docker engine was lost', 'The Docker engine is back']);
    expect(shown[0]?.body).toBe('Docker does not answer. Jobs wait until it is back.');
  });

  test('a restart is no loss, and a return without a loss is no news', () => {
    const notices = createEngineNotices(options);
    for (const state of [connected, disconnected]) notices.take(state);
    vi.advanceTimersByTime(4_000);
    notices.take(connected);
    vi.runAllTimers();
    expect(shown).toEqual([]);
  });

  test('one that was never there is not lost', () => {
    const notices = createEngineNotices(options);
    notices.take(disconnected);
    vi.runAllTimers();
    notices.take(connected);
    expect(shown).toEqual([]);
  });

  test('the window says it to whoever looks at it; switched off it is not told', () => {
    const notices = createEngineNotices(options);
    attention = { focused: true, showing: { view: 'gpus' } };
    for (const state of [connected, disconnected]) notices.take(state);
    vi.runAllTimers();
    attention = { focused: false, showing: null };
    notices.take(connected);
    settings = { ...settings, notifyEngine: false };
    notices.take(disconnected);
    vi.runAllTimers();
    expect(shown).toEqual([]);
  });
});
