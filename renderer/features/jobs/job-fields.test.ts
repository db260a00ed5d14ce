import { describe, expect, it } from 'vitest';
import type { GpuState } from '../../../shared/gpus.ts';
import { maxScriptBytes } from '../../../shared/job-file.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { aGpu } from '../../../shared/testing/a-gpu.ts';
import { aJob } from '../../../shared/testing/a-job.ts';
import { createWords } from '../../language/words.ts';
import { emptyFields, fieldsOf, formDraft, type JobFields, pathDraft, problemsOf, warningsOf } from './job-fields.ts';

const { limits, setup } = defaultSettings;
const words = createWords('en');
const { t } = words;
const fields = (more: Partial<JobFields> = {}): JobFields => ({ ...emptyFields, scriptText: 'print(1)', ...more });
const problems = (more: Partial<JobFields>) => problemsOf(fields(more), true, limits, words);

describe('problemsOf', () => {
  it('finds nothing wrong with a script alone', () => expect(problems({})).toEqual({}));

  it('refuses an empty script, but only where one is written', () => {
    expect(problems({ scriptText: ' \n' }).scriptText).toBe('The script is empty.');
    expect(problemsOf(fields({ scriptText: '' }), false, limits, words)).toEqual({});
  });

  it('counts a script in bytes, not in characters', () => {
    expect(problems({ scriptText: 'é'.repeat(maxScriptBytes / 2) })).toEqual({});
    expect(problems({ scriptText: 'é'.repeat(maxScriptBytes / 2 + 1) }).scriptText).toMatch(/at most 4.0 MiB/);
  });

  it('names the line of each requirement that is refused, and stops at five', () => {
    expect(problems({ requirementsText: 'numpy\n-r more.txt' }).requirementsText).toBe(
      'Line 2: pip options are not accepted in a job’s requirements (-r).',
    );
    const many = problems({ requirementsText: '-e .\n'.repeat(7) }).requirementsText?.split('\n');
    expect(many).toHaveLength(6);
    expect(many?.at(-1)).toBe('… and 2 more.');
  });

  it('says it in German, with a decimal comma', () => {
    const found = problemsOf(fields({ scriptText: ' '.repeat(5), gpuCount: '65' }), true, limits, createWords('de'));
    expect(found).toEqual({ scriptText: 'Das Skript ist leer.', gpuCount: 'Höchstens 64.' });
    const long = { scriptText: 'x'.repeat(maxScriptBytes * 1.5) };
    expect(problemsOf(fields(long), true, limits, createWords('de')).scriptText).toBe(
      'Das Skript hat 6,0 MiB; angenommen werden höchstens 4,0 MiB.',
    );
  });

  it('takes whole GPU counts within the limit', () => {
    expect(problems({ gpuCount: '64' })).toEqual({});
    for (const gpuCount of ['', '-1', '1.5', 'two', '65', '1e3'])
      expect(problems({ gpuCount })).toHaveProperty('gpuCount');
  });

  it('takes a timeout from one second to what the seller allows', () => {
    expect(problems({ timeout: '' })).toEqual({});
    expect(problems({ timeout: String(limits.maxTimeoutSeconds) })).toEqual({});
    for (const timeout of ['0', '-5', '1.5', 'soon', '31536000'])
      expect(problems({ timeout })).toHaveProperty('timeout');
  });

  it('takes memory in GiB with a point or a comma', () => {
    expect(problems({ gpuMinMemory: '7,5' })).toEqual({});
    for (const gpuMinMemory of ['-1', 'much']) expect(problems({ gpuMinMemory })).toHaveProperty('gpuMinMemory');
  });
});

describe('warningsOf', () => {
  const gpu = (memoryTotalMiB: number) => aGpu({ uuid: `GPU-${memoryTotalMiB}`, memoryTotalMiB });
  const two: GpuState = { status: 'ok', driverVersion: '1', sampledAt: 0, gpus: [gpu(24_576), gpu(49_152)] };

  it('warns of more GPUs than there are', () => {
    expect(warningsOf(fields({ gpuCount: '2' }), two, setup, t)).toEqual({});
    expect(warningsOf(fields({ gpuCount: '3' }), two, setup, t).gpuCount).toMatch(/2 GPUs/);
    expect(warningsOf(fields({ gpuCount: '1' }), { status: 'none', reason: '' }, setup, t)).toHaveProperty('gpuCount');
    expect(warningsOf(fields({ gpuCount: '0' }), { status: 'none', reason: '' }, setup, t)).toEqual({});
  });

  it('warns when too few GPUs have the memory', () => {
    expect(warningsOf(fields({ gpuCount: '2', gpuMinMemory: '24' }), two, setup, t)).toEqual({});
    expect(warningsOf(fields({ gpuCount: '2', gpuMinMemory: '25' }), two, setup, t)).toHaveProperty('gpuMinMemory');
    expect(warningsOf(fields({ gpuCount: '1', gpuMinMemory: '48' }), two, setup, t)).toEqual({});
  });

  it('counts in German as German does', () => {
    const { gpuMinMemory } = warningsOf(fields({ gpuCount: '2', gpuMinMemory: '25' }), two, setup, createWords('de').t);
    expect(gpuMinMemory).toBe('So viel hat hier nur 1 von 2 GPUs: Der Job wird abgelehnt.');
  });

  it('warns of requirements while the setup network is off', () => {
    const off = { ...setup, network: false };
    expect(warningsOf(fields({ requirementsText: 'numpy' }), two, off, t)).toHaveProperty('requirementsText');
    expect(warningsOf(fields({ requirementsText: '# none' }), two, off, t)).toEqual({});
  });
});

describe('drafts', () => {
  const inspection = {
    path: '/jobs/a',
    spec: { ...aJob('a').spec, requirements: ['numpy', 'torch'], gpus: { count: 2, minMemoryMiB: 20_000 } },
    files: 1,
    bytes: 10,
    wheels: [],
  };

  it('sends a form in the units of the contract', () => {
    expect(formDraft(fields({ name: ' x ', gpuCount: '2', gpuMinMemory: '1.5', timeout: '90' }))).toEqual({
      kind: 'form',
      name: 'x',
      scriptText: 'print(1)',
      requirementsText: '',
      gpuCount: 2,
      gpuMinMemoryMiB: 1536,
      timeoutSeconds: 90,
    });
  });

  it('sends nothing over a job file that was left as it is, even where its memory is no round number of GiB', () => {
    expect(pathDraft(inspection, fieldsOf(inspection))).toEqual({ kind: 'path', path: '/jobs/a', overrides: {} });
  });

  it('sends exactly what was changed', () => {
    const changed = { ...fieldsOf(inspection), requirementsText: '', timeout: '60', gpuMinMemory: '' };
    expect(pathDraft(inspection, changed)).toMatchObject({
      overrides: { requirementsText: '', timeoutSeconds: 60, gpuMinMemoryMiB: 0 },
    });
  });
});
