import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { type ModelDeclaration, maxModels, modelDeclarationSchema } from '../../shared/models.ts';
import { scriptNeeds } from './script-needs.ts';

const model = (fields: object): ModelDeclaration => modelDeclarationSchema.parse(fields);
const needs = (text: string, models: ModelDeclaration[] = []) =>
  scriptNeeds({ text, path: 'script.py', models, isInput: () => false });
const found = async (text: string, models?: ModelDeclaration[]) =>
  (await needs(text, models)).models.map(({ repo, type, revision, origin }) => [repo, type, revision, origin]);
const metadata = (models: readonly string[]) =>
  `# /// script\n# tool.computeswarm.models = [${models.map((each) => `"${each}"`).join(', ')}]\n# ///\n`;

describe('scriptNeeds', () => {
  it('lists what job.json names, then what the script names, then what is seen in it', async () => {
    const text = `${metadata(['b/b', 'c/c'])}X.from_pretrained("a/a")`;
    expect(await found(text, [model({ repo: 'c/c' }), model({ repo: 'd/d', type: 'dataset' })])).toEqual([
      ['c/c', 'model', 'main', 'declared'],
      ['d/d', 'dataset', 'main', 'declared'],
      ['b/b', 'model', 'main', 'declared'],
      ['a/a', 'model', 'main', 'detected'],
    ]);
  });

  it('takes one repository in several revisions, and with other files', async () => {
    const declared = [model({ repo: 'a/a' }), model({ repo: 'a/a', include: ['x'] })];
    expect((await needs(metadata(['a/a', 'a/a@r']), declared)).models).toMatchObject([
      { revision: 'main', include: [] },
      { revision: 'main', include: ['x'] },
      { revision: 'r', include: [] },
    ]);
  });

  it('drops what is seen where that is declared, in whatever revision', async () => {
    const text = `${metadata(['a/a@r'])}X.from_pretrained("a/a")\nload_dataset("a/a")`;
    expect(await found(text)).toEqual([
      ['a/a', 'model', 'r', 'declared'],
      ['a/a', 'dataset', 'main', 'detected'],
    ]);
  });

  it('refuses more than a job may declare, and drops what is seen beyond', async () => {
    const many = Array.from({ length: maxModels }, (_, n) => `a/m${n}`);
    const seen = 'X.from_pretrained("a/x")\nX.from_pretrained("a/y")';
    expect(await found(`${metadata(many)}${seen}`)).toHaveLength(maxModels);
    expect((await found(`${metadata(many.slice(1))}${seen}`)).at(-1)).toEqual(['a/x', 'model', 'main', 'detected']);
    const error = await needs(metadata(many), [model({ repo: 'a/x' })]).catch((thrown: unknown) => thrown);
    expect(error instanceof AppError && error.failure).toMatchObject({
      code: 'invalid_job',
      message: expect.stringContaining(`names ${maxModels + 1} models`),
    });
  });
});
