import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildWheels, wheelsFolder } from '../../assets/examples/packages/build-wheels.ts';
import { AppError } from '../../shared/errors.ts';
import { exampleSchema } from '../../shared/jobs.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { prepareDraft } from './drafts.ts';
import { listExamples } from './examples.ts';

const examplesFolder = join(import.meta.dirname, '../../assets/examples');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'examples-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const prepare = (example: string) =>
  prepareDraft(
    { kind: 'example', example },
    { contentFolder: join(folder, 'content'), examplesFolder, settings: defaultSettings },
  );

describe('the examples', () => {
  it('are listed with what they ask for', async () => {
    const examples = await listExamples(examplesFolder);
    expect(exampleSchema.array().parse(examples)).toEqual(examples);
    expect(examples.map(({ id, spec }) => [id, spec.requirements, spec.gpus.count])).toEqual([
      ['gpu-check', [], 1],
      ['hello', [], 0],
      ['two-phase', ['computeswarm-example-greetings==1.0.0'], 0],
    ]);
    for (const { title, description } of examples) expect([title, description]).not.toContain('');
  });

  it('are taken by their id, with their wheels', async () => {
    const { spec, source } = await prepare('two-phase');
    expect(source).toEqual({ kind: 'example', example: 'two-phase' });
    expect(spec.name).toBe('Two phases');
    expect(readdirSync(join(folder, 'content', 'inputs')).sort()).toEqual(['job.json', 'script.py']);
    expect(readdirSync(join(folder, 'content', 'wheels'))).toEqual(buildWheels().map((wheel) => wheel.fileName));
  });

  it.each(['none', '', '.', '..', '../examples/hello', 'packages'])('are not anything else: %j', async (example) => {
    const error = await prepare(example).catch((thrown: unknown) => thrown);
    expect(error instanceof AppError && error.failure.code).toBe('not_found');
  });

  it('are only folders with a job.json', async () => {
    writeFileSync(join(folder, 'notes.txt'), '');
    mkdirSync(join(folder, 'empty'));
    mkdirSync(join(folder, 'one'));
    writeFileSync(join(folder, 'one', 'job.json'), '{"description": "d"}');
    writeFileSync(join(folder, 'one', 'script.py'), 'pass');
    expect(await listExamples(folder)).toMatchObject([{ id: 'one', title: 'one', description: 'd' }]);
  });
});

describe('the wheels that come along', () => {
  it('are what their source gives, byte for byte', () => {
    const built = buildWheels();
    expect(readdirSync(wheelsFolder).sort()).toEqual(built.map((wheel) => wheel.fileName));
    for (const { fileName, bytes } of built) {
      expect(readFileSync(join(wheelsFolder, fileName)).equals(bytes), `${fileName}: run build-wheels.ts`).toBe(true);
    }
  });
});
