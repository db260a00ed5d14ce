import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inWorld } from '../../e2e/harness/in-world.ts';
import { probeSetup } from '../../e2e/harness/setup-probe.ts';
import { askEngine } from '../testing/engine-http.ts';
import { killGateway, runningGateway } from './testing/running-gateway.ts';

const instance = 'test-way-out';
/** Of a documentation range, local to the test engine. */
const canary = '203.0.113.200';
const engineHost = '172.17.0.1';

describe('the setup container, on a real engine', () => {
  const at = inWorld(instance);

  beforeAll(async () => {
    for (const address of [canary, engineHost]) {
      await at.world.canaries.open({ protocol: 'tcp', address, port: 4443 });
      await at.world.canaries.open({ protocol: 'udp', address, port: 4443 });
    }
  });

  it('has loopback and nothing else: TCP, UDP, ICMP and DNS reach nobody, the gateway’s own address included', async () => {
    let gateway = '';
    const { found, outcome, ledger } = await probeSetup(
      at,
      instance,
      `
found["interfaces"] = sorted(os.listdir("/sys/class/net"))
found["routes"] = len(open("/proc/net/route").read().splitlines()) - 1
found["v6"] = [line.split()[-1] for line in open("/proc/net/if_inet6")] if os.path.exists("/proc/net/if_inet6") else []
# Every address that the engine's bridge may have given to the gateway.
addresses = ["${canary}", "${engineHost}"] + [f"172.17.0.{n}" for n in range(2, 24)]
found["addresses"] = addresses
found["tcp"] = sorted({fails(lambda: socket.create_connection((a, p), 1)) for a in addresses for p in (53, 443, 3128, 4443)})
def udp(a, p):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.sendto(b"x", (a, p))
found["udp"] = sorted({fails(lambda: udp(a, p)) for a in addresses for p in (53, 4443)})
def icmp(kind):
    with socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP) as s:
        s.sendto(struct.pack("!BBHHH", 8, 0, 0xf7ff, 0, 0), ("${canary}", 0))
found["icmp"] = [fails(lambda: icmp(socket.SOCK_DGRAM)), fails(lambda: icmp(socket.SOCK_RAW))]
found["v6tcp"] = fails(lambda: socket.create_connection(("2001:db8::1", 443), 1))
found["dns"] = fails(lambda: socket.getaddrinfo("canary.test", 443))
time.sleep(3)
`,
      {
        onEntered: (phase) => {
          if (phase !== 'setup') return;
          const look = setInterval(async () => {
            gateway ||= (await runningGateway(instance))?.address ?? '';
            if (gateway) clearInterval(look);
          }, 200);
        },
      },
    );
    expect(outcome.kind).toBe('succeeded');
    expect(found).toMatchObject({
      interfaces: ['lo'],
      routes: 0,
      // 101: network unreachable, at once. Never a time-out, which would mean that something took the packet.
      tcp: ['OSError 101'],
      udp: ['OSError 101'],
      dns: expect.stringMatching(/^gaierror/),
    });
    const { icmp, v6, v6tcp, addresses } = z
      .object({ icmp: z.array(z.string()), v6: z.array(z.string()), v6tcp: z.string(), addresses: z.array(z.string()) })
      .parse(found);
    for (const result of icmp) expect(result).toMatch(/^(?:OSError 101|PermissionError (?:1|13))$/);
    expect(v6.filter((name) => name !== 'lo')).toEqual([]);
    expect(v6tcp).toMatch(/^OSError (?:97|99|101)$/);
    expect(gateway).not.toBe('');
    expect(addresses).toContain(gateway);
    expect(await at.world.canaries.contacts()).toEqual([]);
    expect((await at.world.dns.queries()).map(({ name }) => name)).not.toContain('canary.test');
    // All that was seen of this job is the index.
    expect(new Set(ledger.map(({ host }) => host))).toEqual(new Set(['pypi.test', 'files.test']));
  });

  it('has the gateway’s socket and neither its program nor its cache, and cannot change what it has', async () => {
    const { found } = await probeSetup(
      at,
      instance,
      `
found["places"] = [os.path.exists(p) for p in ("/gateway", "/cache", "/run/gateway/gateway.sock")]
found["replace"] = [fails(lambda: os.unlink("/run/gateway/gateway.sock")), fails(lambda: open("/run/gateway/x", "w"))]
found["mounts"] = sorted(line.split()[1] for line in open("/proc/mounts") if line.split()[1].split("/")[1] not in ("proc", "sys", "dev", ""))
`,
    );
    expect(found).toMatchObject({ places: [false, false, true], replace: ['OSError 30', 'OSError 30'] });
    expect(found).toMatchObject({
      mounts: ['/environment', '/etc/hostname', '/etc/hosts', '/etc/resolv.conf', '/job', '/run/gateway', '/tmp'],
    });
  });

  it('has a gateway that is hardened as it is itself, and that mounts nothing of the job', async () => {
    let inspected: unknown;
    const { outcome } = await probeSetup(at, instance, 'time.sleep(2)', {
      onEntered: (phase) => {
        if (phase !== 'setup') return;
        const look = setInterval(async () => {
          const running = await runningGateway(instance);
          if (!running) return;
          clearInterval(look);
          inspected = await askEngine('GET', `/containers/${running.id}/json`);
        }, 100);
      },
    });
    expect(outcome.kind).toBe('succeeded');
    expect(inspected).toMatchObject({
      Config: { User: '10002:10002' },
      HostConfig: {
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        Privileged: false,
        Memory: 512 * 1024 * 1024,
        MemorySwap: 512 * 1024 * 1024,
        PidsLimit: 64,
        RestartPolicy: { Name: 'no' },
        Devices: null,
        DeviceRequests: null,
      },
    });
    const { Mounts: mounts } = z
      .object({ Mounts: z.array(z.object({ Destination: z.string(), RW: z.boolean(), Type: z.string() })) })
      .parse(inspected);
    expect(mounts.map(({ Destination, RW, Type }) => `${Type} ${Destination} ${RW ? 'rw' : 'ro'}`).sort()).toEqual([
      'volume /cache rw',
      'volume /gateway ro',
      'volume /run/gateway rw',
    ]);
  });

  it('ends at once, with its reason, when the gateway is killed; nothing stays', async () => {
    let killed = false;
    const { outcome, phases } = await probeSetup(at, instance, 'time.sleep(120)', {
      onEntered: (phase) => {
        if (phase !== 'setup') return;
        const look = setInterval(async () => {
          const running = await at.world.hosts.requests('files.test');
          if (killed || !running.some(({ complete }) => complete)) return;
          killed = true;
          clearInterval(look);
          await killGateway(instance);
        }, 100);
      },
    });
    expect(killed).toBe(true);
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'gateway_failed', phase: 'setup', retryable: true },
    });
    expect(phases).toEqual(['setup']);
  });
});
