import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inWorld } from '../../e2e/harness/in-world.ts';
import { probeSetup } from '../../e2e/harness/setup-probe.ts';
import type { LedgerEntry } from '../../shared/ledger.ts';

const instance = 'test-proxy';
const mebibyte = 1024 * 1024;

describe('the proxy for further hosts, on a real engine', () => {
  const at = inWorld(instance);

  beforeAll(async () => {
    for (const port of [443, 22]) {
      for (const address of ['127.0.0.1', '203.0.113.99'])
        await at.world.canaries.open({ protocol: 'tcp', address, port });
    }
  });

  const proxied = (ledger: LedgerEntry[]) => ledger.filter(({ kind }) => kind === 'connect');

  it('refuses what the policy does not name, whatever the name resolves to, and says why in the ledger', async () => {
    const answers = {
      'loopback.hosts.test': { a: ['127.0.0.1'] },
      'metadata.hosts.test': { a: ['169.254.169.254'] },
      'private.hosts.test': { a: ['10.1.2.3'] },
      'loopback6.hosts.test': { aaaa: ['::1'] },
      'mapped.hosts.test': { aaaa: ['::ffff:127.0.0.1'] },
      'nat64.hosts.test': { aaaa: ['64:ff9b::7f00:1'] },
      'mixed.hosts.test': { a: ['203.0.113.99', '127.0.0.1'] },
      'mixed6.hosts.test': { a: ['203.0.113.99'], aaaa: ['fe80::1'] },
      'unspecified.hosts.test': { a: ['0.0.0.0'] },
      'shared.hosts.test': { a: ['100.64.0.1'] },
      'bridge.hosts.test': { a: ['172.17.0.1'] },
    };
    for (const [name, step] of Object.entries(answers)) await at.world.dns.answer(name, step);
    await at.world.dns.answer('unlisted.test', { a: ['203.0.113.99'] });
    const authorities = [
      ...Object.keys(answers).map((name) => `${name}:443`),
      'unlisted.test:443',
      'hosts.test:443',
      'sink.test:22',
      '203.0.113.99:443',
      '127.1:443',
      '2130706433:443',
      '[::1]:443',
      'nowhere.hosts.test:443',
      'sink.test@127.0.0.1:443',
      'sink.test',
    ];
    const { outcome, found, ledger } = await probeSetup(
      at,
      instance,
      `
found["answers"] = {}
for authority in ${JSON.stringify(authorities)}:
    s, head = connect(authority)
    found["answers"][authority] = head.split("\\r\\n")[0].split(" ")[1]
    s.close()
`,
      { policy: { allowlist: ['pypi.test', 'files.test', 'sink.test', '*.hosts.test'] } },
    );
    expect(outcome.kind).toBe('succeeded');
    const reasons = Object.fromEntries(
      proxied(ledger).map(({ host, port, verdict }) => [
        `${host}:${port}`,
        verdict.outcome === 'allowed' ? 'allowed' : verdict.reason,
      ]),
    );
    for (const name of Object.keys(answers)) expect([name, reasons[`${name}:443`]]).toEqual([name, 'address_refused']);
    expect(reasons).toMatchObject({
      'unlisted.test:443': 'not_listed',
      'hosts.test:443': 'not_listed',
      'sink.test:22': 'port_not_listed',
      '203.0.113.99:443': 'address_literal',
      '127.1:443': 'address_literal',
      '2130706433:443': 'address_literal',
      'nowhere.hosts.test:443': 'unresolved',
    });
    const { answers: statuses } = z.object({ answers: z.record(z.string(), z.string()) }).parse(found);
    expect(Object.values(statuses).filter((status) => !/^(?:400|403|502)$/.test(status))).toEqual([]);
    expect(await at.world.canaries.contacts()).toEqual([]);
    const asked = (await at.world.dns.queries()).map(({ name }) => name);
    expect(asked).not.toContain('unlisted.test');
  });

  it('dials the address that it checked: an answer that changes afterwards leads nowhere', async () => {
    await at.world.hosts.open({ name: 'rebind.hosts.test', address: '203.0.113.77' });
    await at.world.dns.answer('rebind.hosts.test', { a: ['203.0.113.77'] }, { a: ['127.0.0.1'] });
    const { found, ledger } = await probeSetup(
      at,
      instance,
      `
found["first"] = connect("rebind.hosts.test:443")[1].split(" ")[1]
found["second"] = connect("rebind.hosts.test:443")[1].split(" ")[1]
`,
      { policy: { allowlist: ['pypi.test', 'files.test', '*.hosts.test'] } },
    );
    expect(found).toEqual({ first: '200', second: '403' });
    expect(proxied(ledger).map(({ verdict }) => verdict)).toContainEqual(
      expect.objectContaining({ outcome: 'refused', reason: 'address_refused' }),
    );
    expect(await at.world.canaries.contacts()).toEqual([]);
    expect((await at.world.hosts.connections('rebind.hosts.test')).length).toBeLessThanOrEqual(1);
  });

  it('lets TLS to the name that was asked for pass, and closes on any other', async () => {
    const { found, ledger } = await probeSetup(
      at,
      instance,
      `
def attempt(name):
    s, head = connect("sink.test:443")
    try:
        with tls(s, name) as t:
            t.sendall(b"GET /bytes/10 HTTP/1.1\\r\\nHost: sink.test\\r\\nConnection: close\\r\\n\\r\\n")
            return t.recv(4096).split(b"\\r\\n")[0].decode()
    except OSError as error:
        return type(error).__name__
def plain():
    s, head = connect("sink.test:443")
    s.sendall(b"GET / HTTP/1.1\\r\\nHost: sink.test\\r\\n\\r\\n")
    try:
        return s.recv(4096).decode()
    except OSError:
        return ""
found.update(right=attempt("sink.test"), other=attempt("evil.test"), none=attempt(None), plain=plain())
found["http"] = ask(b"GET http://sink.test/ HTTP/1.1\\r\\nHost: sink.test\\r\\nConnection: close\\r\\n\\r\\n").split(" ")[1]
`,
    );
    expect(found).toMatchObject({ right: 'HTTP/1.1 200 OK', plain: '', http: '403' });
    const { other, none } = z.object({ other: z.string(), none: z.string() }).parse(found);
    for (const error of [other, none]) expect(error).toMatch(/SSL|ConnectionReset|BrokenPipe/);
    const verdicts = ledger
      .filter(({ host, kind }) => host === 'sink.test' && kind !== 'index')
      .map(({ verdict }) => (verdict.outcome === 'allowed' ? 'allowed' : verdict.reason));
    expect(verdicts).toEqual(['allowed', 'name_mismatch', 'name_mismatch', 'not_tls', 'plain_http']);
    // The host saw the right name, and of the others not one byte.
    const seen = await at.world.hosts.connections('sink.test');
    expect(seen.filter(({ up }) => up > 0).map(({ serverName }) => serverName)).toEqual(['sink.test']);
  });

  it('cuts an upload at the cap; the ledger’s bytes are the host’s', async () => {
    const { ledger } = await probeSetup(
      at,
      instance,
      `
def upload(size):
    s, head = connect("sink.test:443")
    try:
        with tls(s, "sink.test") as t:
            t.sendall(f"POST /upload HTTP/1.1\\r\\nHost: sink.test\\r\\nContent-Length: {size}\\r\\nConnection: close\\r\\n\\r\\n".encode())
            block = b"x" * 65536
            while size > 0:
                t.sendall(block[:size])
                size -= len(block)
            return t.recv(4096).split(b"\\r\\n")[0].decode()
    except OSError as error:
        return type(error).__name__
found["small"] = upload(200_000)
found["large"] = upload(50_000_000)
`,
    );
    const entries = proxied(ledger);
    const seen = await at.world.hosts.connections('sink.test');
    expect(entries).toHaveLength(2);
    expect(entries.map(({ bytesUp }) => bytesUp)).toEqual(seen.map(({ up }) => up));
    // What the host says after the gateway has closed, nobody takes.
    expect(entries[0]?.bytesDown).toBe(seen[0]?.down);
    expect(entries[1]?.bytesDown).toBeLessThanOrEqual(seen[1]?.down ?? 0);
    expect(entries[0]?.verdict).toEqual({ outcome: 'allowed' });
    expect(entries[1]?.verdict).toMatchObject({ outcome: 'refused', reason: 'upload_cap' });
    // The mirror and the proxy share what an allowlist entry may send.
    expect(entries.reduce((sum, { bytesUp }) => sum + bytesUp, 0)).toBe(mebibyte);
  });

  it('cuts a download at its cap', async () => {
    const { ledger } = await probeSetup(
      at,
      instance,
      `
s, head = connect("sink.test:443")
total = 0
try:
    with tls(s, "sink.test") as t:
        t.sendall(b"GET /bytes/30000000 HTTP/1.1\\r\\nHost: sink.test\\r\\nConnection: close\\r\\n\\r\\n")
        while chunk := t.recv(65536):
            total += len(chunk)
except OSError as error:
    pass
found["total"] = total
`,
      { policy: { downloadBytes: 4 * mebibyte } },
    );
    const [entry] = proxied(ledger);
    expect(entry?.verdict).toMatchObject({ outcome: 'refused', reason: 'download_cap' });
    expect(entry?.bytesDown).toBeLessThanOrEqual(4 * mebibyte);
  });
});
