import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EgressError } from '../egress-error.ts';
import { createPageCache, type Loaded, type Page } from './page-cache.ts';

const pageOf = (text: string, etag: string | null = null): Page => ({
  url: 'https://one.test/p',
  contentType: 'text/html',
  etag,
  link: null,
  body: Buffer.from(text),
});

const loads =
  (text: string, etag: string | null = null) =>
  async (): Promise<Loaded> => ({
    kind: 'page',
    page: pageOf(text, etag),
  });

const fails = (error: EgressError) => async (): Promise<Loaded> => {
  throw error;
};

const down = fails(EgressError.failed('unreachable', 'one.test does not answer.'));

describe('createPageCache', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'page-cache-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const keptFile = async (): Promise<string> => {
    const found = await readdir(path.join(folder, 'pages'), { recursive: true, withFileTypes: true });
    const file = found.find((entry) => entry.isFile());
    if (!file) throw new Error('no page is kept');
    return path.join(file.parentPath, file.name);
  };

  it('gives the newest page, and the kept one with all that belongs to it where the host fails', async () => {
    await createPageCache(folder).get('k', false, loads('old'));
    await createPageCache(folder).get('k', false, loads('new', '"e"'));
    const stale = await createPageCache(folder).get('k', false, down);
    expect(stale).toEqual({ kind: 'page', page: pageOf('new', '"e"'), cached: true });
  });

  it('hands the kept etag to the next load', async () => {
    const pages = createPageCache(folder);
    await pages.get('k', false, loads('page', '"e"'));
    const etags: Array<string | null> = [];
    const result = await pages.get('k', false, async (etag) => {
      etags.push(etag);
      return { kind: 'unchanged' };
    });
    expect([etags, result.kind === 'page' && result.page.body.toString()]).toEqual([['"e"'], 'page']);
  });

  it('does not give a kept page in place of a refusal or of another answer', async () => {
    const pages = createPageCache(folder);
    await pages.get('k', false, loads('page'));
    const refused = fails(EgressError.refused('not_listed', 'one.test is not on the allowlist.'));
    await expect(pages.get('k', false, refused)).rejects.toThrow(/^not_listed/);
    const other = { kind: 'other', answer: { status: 404, headers: {} } } as const;
    expect(await pages.get('k', false, async () => other)).toEqual(other);
    expect((await pages.kept('k'))?.body.toString()).toBe('page');
  });

  it.each([
    ['lost its end', async (file: string) => truncate(file, 150)],
    ['lost everything', async (file: string) => truncate(file, 0)],
    [
      'has another byte',
      async (file: string) => writeFile(file, (await readFile(file, 'latin1')).replace('a long page', 'a l0ng page')),
    ],
  ])('does not give a page whose file %s', async (_, spoil) => {
    const pages = createPageCache(folder);
    await pages.get('k', false, loads('this is a long page'));
    await spoil(await keptFile());
    expect(await pages.kept('k')).toBe(null);
    await expect(pages.get('k', true, down)).rejects.toThrow(/^unreachable/);
  });

  it('asks once for all who want the same page at the same time', async () => {
    const pages = createPageCache(folder);
    let asked = 0;
    const load = async (): Promise<Loaded> => {
      asked += 1;
      return { kind: 'page', page: pageOf('page') };
    };
    await Promise.all(Array.from({ length: 5 }, () => pages.get('k', false, load)));
    expect(asked).toBe(1);
  });
});
