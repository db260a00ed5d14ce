import { afterAll, describe, expect, it } from 'vitest';
import { inWorld } from '../../e2e/harness/in-world.ts';
import { probeSetup } from '../../e2e/harness/setup-probe.ts';
import { generated } from '../../e2e/harness/world/world.ts';
import { ledgerLimit } from '../../shared/ledger.ts';
import { tryJob } from '../testing/executor-fixture.ts';
import { cacheVolume } from './start-gateway.ts';
import { cacheContents } from './testing/cache-contents.ts';

const instance = 'test-faults';
const megabyte = 1_000_000;

describe('faults and hostile clients, on a real engine', () => {
  const at = inWorld(instance);

  afterAll(async () => {
    const { files } = await cacheContents(at.engine, instance);
    expect(files.filter(({ good }) => !good)).toEqual([]);
  });

  const publishWheel = (name: string, size: number) =>
    at.world.publishPackage({ name, files: [{ kind: 'wheel', files: { [`${name}.bin`]: generated(size) } }] });

  /** The default is less than pip would wait for an answer: to fail in time is not to wait for that. */
  const failureOf = async (requirement: string, setupTimeoutSeconds = 90) => {
    const { policy, certificates } = at.world.policy();
    const { outcome } = await tryJob(at.engine, instance, {
      requirements: [requirement],
      script: 'print("never")',
      certificates,
      limits: { egress: policy, setupTimeoutSeconds },
    });
    if (outcome.kind === 'failed' || outcome.kind === 'timed_out') return outcome.failure;
    throw new Error(`The job should have failed, and has ${outcome.kind}.`);
  };

  describe('setup fails with the reason where', () => {
    it('the index is down', async () => {
      await at.world.publishPackage({ name: 'index-down' });
      await at.world.hosts.stop('pypi.test');
      expect(await failureOf('index-down')).toMatchObject({
        code: 'download_failed',
        message: expect.stringMatching(/^pypi\.test could not be reached/),
        retryable: true,
      });
    });

    it('the host of the files is down', async () => {
      await at.world.publishPackage({ name: 'files-down' });
      await at.world.hosts.stop('files.test');
      expect(await failureOf('files-down')).toMatchObject({
        code: 'download_failed',
        message: expect.stringMatching(/^files\.test could not be reached/),
      });
    });

    it('the index answers 503', async () => {
      await at.world.faults.add({ host: 'pypi.test', fault: { kind: 'status', status: 503 } });
      expect(await failureOf('index-busy')).toMatchObject({
        code: 'download_failed',
        message: 'pypi.test did not answer as it should (pypi.test answered 503).',
      });
    });

    it('a file is cut again and again and does not go on', async () => {
      await publishWheel('cut', megabyte);
      const path = /\.whl$/;
      await at.world.faults.add({ host: 'files.test', path, times: 1, fault: { kind: 'cut', afterBytes: 300_000 } });
      await at.world.faults.add({ host: 'files.test', path, fault: { kind: 'cut', afterBytes: 0 } });
      expect(await failureOf('cut')).toMatchObject({
        code: 'download_failed',
        message: expect.stringMatching(/^The connection to files\.test was cut again and again/),
      });
    });

    it('a file is redirected to a host that is not listed, which is named so that it can be allowed', async () => {
      await at.world.publishPackage({ name: 'redirected' });
      const location = 'https://elsewhere.hosts.test/redirected.whl';
      await at.world.hosts.open({ name: 'elsewhere.hosts.test', address: '203.0.113.78' });
      await at.world.faults.add({ host: 'files.test', fault: { kind: 'redirect', location } });
      expect(await failureOf('redirected')).toMatchObject({
        code: 'host_blocked',
        message: 'Setup asked for elsewhere.hosts.test:443, which is not on your allowlist.',
        remedy: { action: { kind: 'allow_hosts', hosts: ['elsewhere.hosts.test'] } },
      });
      expect(await at.world.hosts.connections('elsewhere.hosts.test')).toEqual([]);
    });

    it('a page of the index never ends', async () => {
      await at.world.publishPackage({ name: 'endless' });
      await at.world.faults.add({ host: 'pypi.test', fault: { kind: 'endless' } });
      expect(await failureOf('endless')).toMatchObject({
        code: 'egress_refused',
        message: expect.stringMatching(/^The answer of pypi\.test was too large/),
      });
    });

    it('the index never answers: at the time limit of setup', async () => {
      await at.world.faults.add({ host: 'pypi.test', fault: { kind: 'silent' } });
      expect(await failureOf('silent', 6)).toMatchObject({
        code: 'setup_timed_out',
        details: expect.arrayContaining(['pypi.test had not answered in full.']),
      });
    });
  });

  describe('in a setup that does its worst', () => {
    it('the gateway answers what can be answered, stays within its memory, and goes on serving', async () => {
      await publishWheel('large', 40 * megabyte);
      await publishWheel('normal', megabyte);
      const { outcome, found, ledger } = await probeSetup(at, instance, `${hostile}\n${normal}`);
      expect(outcome).toMatchObject({ kind: 'succeeded' });
      expect(found).toMatchObject({
        malformed: Array.from({ length: 8 }, () => '400'),
        garbage: ['400', '400'],
        header: '400',
        pipelined: ['200', '200', '200'],
        refused: true,
        normal: [200, true],
      });
      const reasons = new Set(ledger.map(({ verdict }) => (verdict.outcome === 'allowed' ? '' : verdict.reason)));
      expect([...reasons]).toEqual(expect.arrayContaining(['malformed', 'busy']));
    });

    it('the ledger of a flood of refused requests ends at its limit and says how many it left out', async () => {
      const { outcome, found, ledger, omitted } = await probeSetup(
        at,
        instance,
        `
statuses = set()
for n in range(${ledgerLimit + 1_000}):
    with direct() as s:
        s.sendall(f"CONNECT unlisted-{n}.test:443 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n".encode())
        statuses.add(s.recv(4096).split(b" ")[1].decode())
found["statuses"] = sorted(statuses)
`,
      );
      expect(outcome).toMatchObject({ kind: 'succeeded' });
      expect(found).toEqual({ statuses: ['403'] });
      expect(ledger).toHaveLength(ledgerLimit);
      expect(omitted).toBeGreaterThanOrEqual(1_000);
      expect(omitted).toBeLessThan(1_100);
    });
  });

  it('keeps in its cache what was used last', async () => {
    for (const name of ['older', 'newer']) await publishWheel(name, 3 * megabyte);
    const use = `
def use(name):
    file = page(name)["files"][0]
    status, headers, body = fetch(file["url"])
    return [status, hashlib.sha256(body).hexdigest() == file["hashes"]["sha256"]]
`;
    const own = `${instance}-cache`;
    try {
      const first = await probeSetup(at, own, `${use}\nfound["used"] = [use("older"), use("newer"), use("older")]`);
      expect(first.found).toEqual({
        used: [
          [200, true],
          [200, true],
          [200, true],
        ],
      });
      const path = /\/(?:older|newer)-.*\.whl$/;
      await at.world.faults.add({ host: 'files.test', path, fault: { kind: 'status', status: 404 } });
      const second = await probeSetup(at, own, `${use}\nfound["used"] = [use("older"), use("newer")]`, {
        cacheBytes: 4 * megabyte,
      });
      expect(second.found).toEqual({
        used: [
          [200, true],
          [502, false],
        ],
      });
    } finally {
      await at.engine.removeVolume(cacheVolume(own).name);
    }
  });
});

/** Everything at the gateway's socket itself: the forwarder is a program of the same container, and nobody has to use it. */
const hostile = `
def status(answer):
    return answer.split(b" ")[1].decode() if answer.startswith(b"HTTP/1.1 ") else repr(answer[:20])
def send(data):
    with direct() as s:
        try:
            s.sendall(data)
        except OSError:
            pass
        try:
            return s.recv(65536)
        except OSError as error:
            return type(error).__name__.encode()
found["malformed"] = [
    status(send(b"CONNECT " + authority + b" HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n"))
    for authority in (b"sink.test", b"sink.test:", b"sink.test:0", b"sink.test:65536", b"sink.test:443/x", b"user@sink.test:443", b":443", b"[::1:443")
]
found["garbage"] = [status(send(os.urandom(64) + b"\\r\\n\\r\\n")), status(send(b"\\x16\\x03\\x01\\x02\\x00" + os.urandom(500)))]
found["header"] = status(send(b"GET /simple/normal/ HTTP/1.1\\r\\nHost: x\\r\\nX: " + b"a" * 1_000_000 + b"\\r\\n\\r\\n"))
for n in range(10_000):
    direct().close()
idle = [direct() for n in range(300)]
file = page("large")["files"][0]
assert len(fetch(file["url"])[2]) == file["size"]
lazy = [direct() for n in range(32)]
for s in lazy:
    s.sendall(f"GET {file['url']} HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n".encode())
one = b"GET /simple/normal/ HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n"
last = b"GET /simple/normal/ HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n"
def pipelined(data):
    answer = b""
    with direct() as s:
        try:
            s.sendall(data)
            while chunk := s.recv(65536):
                answer += chunk
        except OSError:
            pass
    return [part.split(b" ")[0].decode() for part in answer.split(b"HTTP/1.1 ")[1:]]
found["pipelined"] = pipelined(one + one + last)
found["refused"] = len(pipelined(one * 1_000)) < 1_000
`;

const normal = `
file = page("normal")["files"][0]
status, headers, body = fetch(file["url"])
found["normal"] = [status, hashlib.sha256(body).hexdigest() == file["hashes"]["sha256"]]
`;
