import { afterEach, describe, expect, it } from 'vitest';
import { inWorld } from '../../e2e/harness/in-world.ts';
import { probeSetup } from '../../e2e/harness/setup-probe.ts';
import { type Content, digestOf, read } from '../../e2e/harness/world/content.ts';
import { generated, text } from '../../e2e/harness/world/world.ts';
import { cacheContents } from './testing/cache-contents.ts';

const instance = 'test-hub-mirror';
const megabyte = 1_000_000;
const mebibyte = 1024 * 1024;

/**
 * Runs the hub client that the image has, in a process of its own as buyers' code would; what it leaves in the dict
 * `found` comes back. `digests(folder)` gives the SHA-256 of each file that a snapshot has.
 */
function withHubClient(code: string): string {
  const program = `
import hashlib, json, os, pathlib
from huggingface_hub import HfApi, hf_hub_download, snapshot_download
found = {}
def digests(folder):
    folder = pathlib.Path(folder)
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*") if file.is_file()}
def raised(action):
    try:
        action()
        return "nothing"
    except Exception as error:
        return type(error).__name__
${code}
print(json.dumps(found))
`;
  return `
environment = {**os.environ, "HF_HOME": "/environment/.scratch/hub", "HF_TOKEN": "hf_the_buyers_own_secret"}
ended = subprocess.run([sys.executable, "-I", "-c", ${JSON.stringify(program)}], env=environment, stdout=subprocess.PIPE, check=True)
found.update(json.loads(ended.stdout))
`;
}

describe('the model hub mirror and the real client, on a real engine', () => {
  const at = inWorld(instance);

  afterEach(async () => {
    const { files } = await cacheContents(at.engine, instance);
    expect(files.filter(({ good }) => !good)).toEqual([]);
  });

  const useHub = (code: string) => probeSetup(at, instance, withHubClient(code));

  it('downloads a repository as it was published, says what cannot be had, and tells the hub no token; then again from the cache alone', async () => {
    const files: Record<string, { content: Content; lfs?: boolean }> = {
      'README.md': { content: text('# A model\n') },
      'config.json': { content: text('{"layers": 2}\n') },
      'empty.txt': { content: [] },
      'model.safetensors': { content: generated(3 * megabyte, 1), lfs: true },
      'gewichte/größe 模型 #1.bin': { content: generated(2 * megabyte, 2), lfs: true },
      'gewichte/notes/a+b.txt': { content: text('plus\n') },
    };
    await at.world.publishRepository({ id: 'acme/model', files, pageSize: 2 });
    await at.world.publishRepository({ id: 'acme/gated', files: {}, gated: true });
    const published = Object.fromEntries(
      Object.entries(files).map(([path, { content }]) => [path, digestOf(content, 'sha256')]),
    );

    const cold = await useHub(`
found["files"] = digests(snapshot_download("acme/model"))
found["tree"] = sorted(entry.path for entry in HfApi().list_repo_tree("acme/model", recursive=True) if hasattr(entry, "size"))
found["errors"] = [
    raised(lambda: snapshot_download("acme/gated")),
    raised(lambda: snapshot_download("acme/missing")),
    raised(lambda: hf_hub_download("acme/model", "config.json", revision="no-such-branch")),
    raised(lambda: hf_hub_download("acme/model", "missing.json")),
]
`);
    expect(cold.outcome).toMatchObject({ kind: 'succeeded' });
    expect(cold.found).toEqual({
      files: published,
      tree: Object.keys(files).sort(),
      errors: ['GatedRepoError', 'RepositoryNotFoundError', 'RevisionNotFoundError', 'RemoteEntryNotFoundError'],
    });
    const requests = await at.world.hosts.requests('hub.test');
    // The list of files came in several parts.
    expect(requests.filter(({ path }) => path.includes('cursor=')).length).toBeGreaterThanOrEqual(2);
    const large = await at.world.hosts.requests('cdn.hub.test');
    expect(large.length).toBeGreaterThanOrEqual(2);
    for (const { headers, path } of [...requests, ...large]) {
      expect(Object.keys(headers)).not.toContain('authorization');
      expect(Object.keys(headers)).not.toContain('cookie');
      expect(`${path} ${JSON.stringify(headers)}`).not.toContain('the_buyers_own_secret');
    }
    const hubHosts = cold.ledger.filter(({ kind }) => kind !== 'index').map(({ kind, host }) => `${kind} ${host}`);
    expect(new Set(hubHosts)).toEqual(new Set(['hub hub.test', 'hub cdn.hub.test']));

    await at.world.reset();
    await at.world.hosts.stop('hub.test', 'cdn.hub.test');
    const warm = await useHub(`
found["files"] = digests(snapshot_download("acme/model"))
`);
    expect(warm.found).toEqual({ files: published });
    expect(await at.world.hosts.connections('hub.test')).toEqual([]);
    expect(await at.world.hosts.connections('cdn.hub.test')).toEqual([]);
    const ofHub = warm.ledger.filter(({ kind }) => kind === 'hub');
    expect(ofHub.filter(({ bytesUp, bytesDown }) => bytesUp + bytesDown > 0)).toEqual([]);
    expect(ofHub.filter(({ cached, verdict }) => verdict.outcome === 'allowed' && !cached)).toEqual([]);
    expect(ofHub.filter(({ cached }) => cached).length).toBeGreaterThanOrEqual(Object.keys(files).length);
  });

  it('goes on where a large file was cut, and serves the client a range of it', async () => {
    const content = generated(24 * mebibyte, 3);
    await at.world.publishRepository({ id: 'acme/large', files: { 'model.bin': { content, lfs: true } } });
    await at.world.faults.add({ host: 'cdn.hub.test', times: 1, fault: { kind: 'cut', afterBytes: 15 * mebibyte } });
    const { found } = await useHub(`
found["files"] = digests(snapshot_download("acme/large"))
import http.client
connection = http.client.HTTPConnection("127.0.0.1", 3128, timeout=60)
connection.request("GET", "/hub/acme/large/resolve/main/model.bin", headers={"Range": "bytes=12582912-"})
answer = connection.getresponse()
found["rest"] = [answer.status, hashlib.sha256(answer.read()).hexdigest()]
`);
    expect(found).toEqual({
      files: { 'model.bin': digestOf(content, 'sha256') },
      rest: [206, digestOf([Buffer.concat([...read(content, 12 * mebibyte)])], 'sha256')],
    });
    const requests = await at.world.hosts.requests('cdn.hub.test');
    expect(requests.map(({ headers }) => headers.range)).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/)]);
    const [first, second] = requests;
    expect(first?.complete).toBe(false);
    expect(second?.status).toBe(206);
    expect((first?.sent ?? 0) + (second?.sent ?? 0)).toBeLessThan(2 * 24 * mebibyte);
  });
});
