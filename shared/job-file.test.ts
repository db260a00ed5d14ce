import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jobFileSchema } from './job-file.ts';

describe('jobFileSchema', () => {
  it('takes an empty file for script.py without GPUs', () => {
    expect(jobFileSchema.parse({})).toEqual({ script: 'script.py', models: [], gpus: 0 });
  });

  it('takes GPUs as a number or with their memory', () => {
    expect(jobFileSchema.parse({ gpus: 2 }).gpus).toBe(2);
    expect(jobFileSchema.parse({ gpus: { count: 2 } }).gpus).toEqual({ count: 2, minMemoryMiB: 0 });
    expect(jobFileSchema.safeParse({ gpus: { count: 2, memory: 1 } }).success).toBe(false);
  });

  it.each(['script.py', 'a/b c.py', '..a/b..py', '.hidden/x', 'a/...', 'ü.py'])('takes %j for a path', (script) => {
    expect(jobFileSchema.safeParse({ script }).success).toBe(true);
  });

  it.each([
    '',
    '/a',
    '..',
    '../a',
    'a/..',
    'a/../b',
    '.',
    './a',
    'a/./b',
    'a\\b',
    'C:/a',
    'a\u0000b',
    'a\nb',
    'x'.repeat(501),
  ])('takes %j for no path', (script) => {
    expect(jobFileSchema.safeParse({ script }).success).toBe(false);
    expect(jobFileSchema.safeParse({ requirements: script }).success).toBe(false);
  });

  it('takes requirements as lines or as a path', () => {
    expect(jobFileSchema.parse({ requirements: ['numpy'] }).requirements).toEqual(['numpy']);
    expect(jobFileSchema.parse({ requirements: 'r.txt' }).requirements).toBe('r.txt');
    expect(jobFileSchema.safeParse({ requirements: [1] }).success).toBe(false);
  });

  it('takes models with as much as is said of them', () => {
    expect(jobFileSchema.parse({ models: [{ repo: 'gpt2' }] }).models).toEqual([
      { repo: 'gpt2', type: 'model', revision: 'main', include: [], exclude: [] },
    ]);
    const whole = { repo: 'a/b', type: 'dataset', revision: 'refs/pr/1', include: ['*.json'], exclude: ['x/*'] };
    expect(jobFileSchema.parse({ models: [whole] }).models).toEqual([whole]);
  });

  it.each([
    'gpt2',
    { repo: 'a/b/c' },
    { repo: '' },
    { repo: 'a/..' },
    { repo: 'a--b' },
    { repo: 'a', type: 'space' },
    { repo: 'a', revision: '' },
    { repo: 'a', revision: 'x/../y' },
    { repo: 'a', include: '*.json' },
    { repo: 'a', include: [''] },
    { repo: 'a', exclude: ['a\\b'] },
    { repo: 'a', branch: 'x' },
  ])('takes %j for no model', (model) => {
    expect(jobFileSchema.safeParse({ models: [model] }).success).toBe(false);
  });

  it('takes 50 models at most', () => {
    const models = (count: number) => Array.from({ length: count }, (_, n) => ({ repo: `m${n}` }));
    expect(jobFileSchema.safeParse({ models: models(50) }).success).toBe(true);
    expect(jobFileSchema.safeParse({ models: models(51) }).success).toBe(false);
  });

  it('refuses what it does not know, so that a slip of the pen is seen', () => {
    expect(jobFileSchema.safeParse({ timeout: 5 }).success).toBe(false);
    expect(jobFileSchema.parse({ $schema: 'x', description: 'y' })).toMatchObject({ description: 'y' });
  });
});

describe('job.schema.json', () => {
  it('is the schema as JSON Schema; after a change, run vitest with -u', async () => {
    const schema = z.toJSONSchema(jobFileSchema, { io: 'input' });
    const text = JSON.stringify({ ...schema, title: 'A job of ComputeSwarm Seller' }, null, 2);
    await expect(`${text}\n`).toMatchFileSnapshot('job.schema.json');
  });
});
