import { expect, test } from 'vitest';
import { read, text } from './content.ts';
import type { RouteReply } from './http-host.ts';
import { createHub } from './hub.ts';
import { repositorySchema } from './protocol.ts';

function hubWithModel() {
  const hub = createHub({ url: 'https://hub.test', cdnUrl: 'https://cdn.test' });
  const files = {
    'config.json': { content: text('{}') },
    'deep/er/note.txt': { content: text('note') },
    'weights.bin': { content: text('weights'), lfs: true },
  };
  const published = hub.publish(repositorySchema.parse({ id: 'o/m', files, pageSize: 2, tags: ['refs/pr/1'] }));
  const ask = (address: string, token?: string): RouteReply => {
    const url = new URL(address, 'https://hub.test');
    const route = url.host === 'cdn.test' ? hub.cdn : hub.api;
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return route({ method: 'GET', path: url.pathname, query: url.searchParams, headers, received: 0 });
  };
  return { hub, published, ask };
}

const body = (reply: RouteReply) => Buffer.concat([...read(reply.content)]).toString();

test('the file list comes in pages that lead to one another', () => {
  const { published, ask } = hubWithModel();
  const paths: string[] = [];
  let next: string | undefined = `/api/models/o/m/tree/${published.commit}?recursive=True`;
  while (next) {
    const reply = ask(next);
    const page: { path: string }[] = JSON.parse(body(reply));
    expect(page.length).toBeLessThanOrEqual(2);
    paths.push(...page.map(({ path }) => path));
    next = /^<([^>]+)>; rel="next"$/.exec(reply.headers.link ?? '')?.[1];
  }
  expect(paths).toEqual(['config.json', 'deep', 'deep/er', 'deep/er/note.txt', 'weights.bin']);
});

test('a small file is redirected to its commit on the same host, with its git hash', () => {
  const { published, ask } = hubWithModel();
  const redirect = ask('/o/m/resolve/refs%2Fpr%2F1/config.json');
  expect(redirect.status).toBe(307);
  expect(redirect.headers.location).toMatch(
    new RegExp(`^/api/resolve-cache/models/o/m/${published.commit}/config.json`),
  );
  const file = ask(redirect.headers.location ?? '');
  // What `git hash-object` says of a file with the text {}.
  expect(file.headers.etag).toBe('"9e26dfeeb6e641a33dae4961196235bdb965b21b"');
  expect(file.headers['x-repo-commit']).toBe(published.commit);
  expect(body(file)).toBe('{}');
});

test('an LFS file is redirected to another host, which wants the whole signed address', () => {
  const { published, ask } = hubWithModel();
  const redirect = ask('/o/m/resolve/main/weights.bin');
  expect(redirect).toMatchObject({
    status: 302,
    headers: { 'x-repo-commit': published.commit, 'x-linked-size': '7' },
  });
  expect(redirect.headers['x-linked-etag']).toBe(`"${published.etags['weights.bin']}"`);
  const location = new URL(redirect.headers.location ?? '');
  expect(location.host).toBe('cdn.test');
  expect(body(ask(location.href))).toBe('weights');
  location.searchParams.delete('Signature');
  expect(ask(location.href).status).toBe(403);
});

test('a later commit moves main and leaves the earlier one', () => {
  const { hub, published, ask } = hubWithModel();
  const files = { 'config.json': { content: text('{"later":true}') } };
  const later = hub.publish(repositorySchema.parse({ id: 'o/m', files }));
  expect(JSON.parse(body(ask('/api/models/o/m'))).sha).toBe(later.commit);
  expect(JSON.parse(body(ask(`/api/models/o/m/revision/${published.commit}`))).siblings).toHaveLength(3);
});

test.each([
  ['/api/models/o/none', 401, undefined],
  ['/o/m/resolve/main/none.txt', 404, 'EntryNotFound'],
  ['/o/m/resolve/none/config.json', 404, 'RevisionNotFound'],
  ['/api/models/o/m/xet-read-token/main', 404, undefined],
])('%s is refused with %i', (path, status, code) => {
  const reply = hubWithModel().ask(path);
  expect(reply.status).toBe(status);
  expect(reply.headers['x-error-code']).toBe(code);
});

test('a dataset is another repository than the model of its name', () => {
  const { hub, ask } = hubWithModel();
  const files = { 'data.csv': { content: text('1,2') }, 'big.bin': { content: text('big'), lfs: true } };
  const published = hub.publish(repositorySchema.parse({ id: 'o/m', type: 'dataset', files }));
  const about = JSON.parse(body(ask('/api/datasets/o/m/revision/main')));
  expect(about).toMatchObject({
    sha: published.commit,
    siblings: [{ rfilename: 'data.csv' }, { rfilename: 'big.bin' }],
  });
  expect(JSON.parse(body(ask(`/api/datasets/o/m/tree/${published.commit}?recursive=true`)))).toHaveLength(2);
  const small = ask('/datasets/o/m/resolve/main/data.csv').headers.location ?? '';
  expect(small).toMatch(/^\/api\/resolve-cache\/datasets\/o\/m\//);
  expect(body(ask(small))).toBe('1,2');
  expect(body(ask(ask('/datasets/o/m/resolve/main/big.bin').headers.location ?? ''))).toBe('big');
  expect(ask('/o/m/resolve/main/data.csv').headers['x-error-code']).toBe('EntryNotFound');
});

test.each([
  ['nobody', undefined, 401, 'GatedRepo'],
  ['an account that has not accepted its terms', 'hf_other', 403, 'GatedRepo'],
  ['a token that is none', 'secret', 401, undefined],
  ['its account', 'hf_owner', 200, undefined],
])('a gated repository answers %s', (_, token, status, code) => {
  const { hub, ask } = hubWithModel();
  const files = { 'config.json': { content: text('{}') } };
  hub.publish(repositorySchema.parse({ id: 'o/gated', gated: true, token: 'hf_owner', files }));
  const reply = ask('/api/models/o/gated/revision/main', token);
  expect(reply.status).toBe(status);
  expect(reply.headers['x-error-code']).toBe(code);
});

test('whoever has a token is told that a repository does not exist', () => {
  const reply = hubWithModel().ask('/api/models/o/none', 'hf_owner');
  expect(reply.status).toBe(404);
  expect(reply.headers['x-error-code']).toBe('RepoNotFound');
});
