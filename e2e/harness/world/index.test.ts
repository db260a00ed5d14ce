import { expect, test } from 'vitest';
import { read } from './content.ts';
import type { RouteReply } from './http-host.ts';
import { chooseFormat, createPackageIndex } from './index.ts';
import { type PackageSpec, packageSchema } from './protocol.ts';

const json = 'application/vnd.pypi.simple.v1+json';
const html = 'application/vnd.pypi.simple.v1+html';

test.each([
  [undefined, 'text/html'],
  ['*/*', 'text/html'],
  [`${json}, ${html}; q=0.1, text/html; q=0.01`, json],
  [`${json};q=0.2, text/html`, 'text/html'],
  ['application/vnd.pypi.simple.latest+json', json],
  [`${json};q=0, */*;q=0.1`, 'text/html'],
  ['application/json', null],
])('Accept %s', (accept, expected) => {
  expect(chooseFormat(accept, true)).toBe(expected);
});

test('an index without JSON answers a client that prefers JSON in HTML', () => {
  expect(chooseFormat(`${json}, text/html; q=0.01`, false)).toBe('text/html');
});

async function indexWith(...releases: PackageSpec[]) {
  const index = createPackageIndex({ url: 'https://i.test/simple/', files: 'https://f.test/p/', json: true });
  const published = [];
  for (const release of releases) published.push(...(await index.publish(packageSchema.parse(release))));
  const get = (path: string, accept: string) =>
    index.pages({ method: 'GET', path, query: new URLSearchParams(), headers: { accept }, received: 0 });
  return { index, published, get };
}

const body = (reply: RouteReply) => Buffer.concat([...read(reply.content)]).toString();

test('a project page lists every file with its hash, size, metadata and reason for withdrawal', async () => {
  const { published, get } = await indexWith(
    { name: 'Some_Name', version: '1.0', requiresPython: '>=3.9', files: [{ kind: 'wheel' }, { kind: 'sdist' }] },
    { name: 'some.name', version: '2.0', yanked: '' },
    { name: 'some-name', version: '3.0', yanked: 'a "bad" <one>' },
  );
  const page = JSON.parse(body(get('/simple/some-name/', json)));
  expect(page.files.map(({ filename }: { filename: string }) => filename)).toEqual([
    'some_name-1.0-py3-none-any.whl',
    'some_name-1.0.tar.gz',
    'some_name-2.0-py3-none-any.whl',
    'some_name-3.0-py3-none-any.whl',
  ]);
  expect(page.versions).toEqual(['1.0', '2.0', '3.0']);
  expect(page.files.map(({ yanked }: { yanked: unknown }) => yanked)).toEqual([false, false, true, 'a "bad" <one>']);
  expect(page.files[0]).toMatchObject({
    url: published[0]?.url,
    hashes: { sha256: published[0]?.sha256 },
    size: published[0]?.size,
    'requires-python': '>=3.9',
    'core-metadata': { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(page.files[1]['core-metadata']).toBe(false);

  const markup = body(get('/simple/some-name/', 'text/html'));
  expect(markup).toContain(`href="${published[0]?.url}#sha256=${published[0]?.sha256}"`);
  expect(markup).toContain('data-requires-python="&gt;=3.9"');
  expect(markup).toContain('data-yanked=""');
  expect(markup).toContain('data-yanked="a &quot;bad&quot; &lt;one&gt;"');
});

test('a name that is not normalised is redirected, and an unknown one is not there', async () => {
  const { get } = await indexWith({ name: 'some-name' });
  expect(get('/simple/Some_Name', json)).toMatchObject({ status: 301, headers: { location: '/simple/some-name/' } });
  expect(get('/simple/other/', json).status).toBe(404);
  expect(get('/simple/some-name/', 'image/png').status).toBe(406);
});

test('the metadata beside a wheel is the metadata that the page has the hash of', async () => {
  const { index, published } = await indexWith({ name: 'a', requires: ['b>1'], extras: { more: ['c'] } });
  const path = new URL(`${published[0]?.url}.metadata`).pathname;
  const reply = index.files({ method: 'GET', path, query: new URLSearchParams(), headers: {}, received: 0 });
  expect(body(reply)).toContain('Requires-Dist: b>1\nProvides-Extra: more\nRequires-Dist: c; extra == "more"\n');
});
