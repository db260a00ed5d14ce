import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { onEngine } from '../../e2e/harness/on-engine.ts';
import { tryJob } from '../testing/executor-fixture.ts';
import { sourceDistribution } from '../testing/packages.ts';

const instance = 'test-isolation';

const probe = `
import os
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
def writable(path):
    try:
        with open(os.path.join(path, ".probe"), "w"):
            pass
        os.unlink(os.path.join(path, ".probe"))
        return True
    except OSError:
        return False
import resource
found = globals().get("found", {})
found.update(
    uid=os.getuid(), gid=os.getgid(), groups=os.getgroups(),
    capabilities=[status[name].strip() for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")],
    no_new_privileges=status["NoNewPrivs"].strip(), seccomp=status["Seccomp"].strip(),
    writable=[path for path in ("/", "/etc", "/usr", "/job", "/job/inputs", "/job/system", "/environment", "/outputs", "/tmp") if writable(path)],
    devices=sorted(os.listdir("/dev")), core=resource.getrlimit(resource.RLIMIT_CORE),
    environment=sorted(os.environ), tmp=os.statvfs("/tmp").f_blocks * os.statvfs("/tmp").f_frsize,
    shm=os.statvfs("/dev/shm").f_blocks * os.statvfs("/dev/shm").f_frsize,
    socket=os.path.exists("/var/run/docker.sock"),
)
`;

const foundSchema = z.object({
  uid: z.number(),
  gid: z.number(),
  groups: z.array(z.number()),
  capabilities: z.array(z.string()),
  no_new_privileges: z.string(),
  seccomp: z.string(),
  writable: z.array(z.string()),
  devices: z.array(z.string()),
  core: z.array(z.number()),
  environment: z.array(z.string()),
  tmp: z.number(),
  shm: z.number(),
  socket: z.boolean(),
});

const mebibyte = 1024 * 1024;

describe('isolation on a real engine', () => {
  const on = onEngine(instance);

  it('hardens both phases', async () => {
    const result = await tryJob(on.engine, instance, {
      requirements: ['probe'],
      wheels: [await sourceDistribution('probe', probe)],
      script: `${probe}\nimport json, probe\nprint(json.dumps([probe.found, found]))`,
      limits: { tmpBytes: 64 * mebibyte, shmBytes: 32 * mebibyte },
    });
    const [setup, execution] = z.tuple([foundSchema, foundSchema]).parse(JSON.parse(result.stdout));
    for (const found of [setup, execution]) {
      expect(found.uid).toBe(10_001);
      expect(found.gid).toBe(10_001);
      expect(found.groups.filter((group) => group !== 10_001)).toEqual([]);
      expect(found.capabilities).toEqual(Array(5).fill('0000000000000000'));
      expect(found.no_new_privileges).toBe('1');
      expect(found.seccomp).toBe('2');
      expect(found.core).toEqual([0, 0]);
      expect(found.tmp).toBe(64 * mebibyte);
      expect(found.shm).toBe(32 * mebibyte);
      expect(found.socket).toBe(false);
      expect(found.devices.filter((name) => /^(sd|vd|nvme|mem|kmsg|kvm|fuse|nvidia)/.test(name))).toEqual([]);
      expect(found.environment.filter((name) => /COMPUTESWARM|DOCKER|SSH|TOKEN|NODE/.test(name))).toEqual([]);
    }
    expect(setup.writable).toEqual(['/environment', '/tmp']);
    expect(execution.writable).toEqual(['/outputs', '/tmp']);
  });

  it('ends a script that ignores TERM, forks, leaves its session and stops process 1, at the job timeout', async () => {
    const result = await tryJob(on.engine, instance, {
      timeoutSeconds: 2,
      script: `
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for _ in range(20):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        time.sleep(600)
for number in (signal.SIGSTOP, signal.SIGKILL):
    os.kill(1, number)
print("alive", flush=True)
time.sleep(600)
`,
    });
    expect(result.stdout).toBe('alive\n');
    expect(result.outcome).toMatchObject({ kind: 'timed_out', exitCode: null, failure: { code: 'job_timed_out' } });
  });

  it('lets a script that takes TERM say its last words', async () => {
    const result = await tryJob(on.engine, instance, {
      timeoutSeconds: 1,
      script: `
import signal, sys, time
def bye(*_):
    open("/outputs/checkpoint", "w").write("saved")
    sys.exit(0)
signal.signal(signal.SIGTERM, bye)
time.sleep(600)
`,
    });
    expect(result.outcome).toMatchObject({ kind: 'timed_out', outputs: { files: 1, bytes: 5 } });
  });

  it('does not wait for what a finished script left running', async () => {
    const result = await tryJob(on.engine, instance, {
      script: 'import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)\nprint("done", flush=True)',
    });
    expect(result.outcome.kind).toBe('succeeded');
  });

  it('does not let a script forge how it ended', async () => {
    const result = await tryJob(on.engine, instance, {
      script: `
import os, sys
try:
    print(open("/proc/1/environ").read())
except OSError as error:
    print(error.errno)
forged = '{"reason": "deadline", "signal": null, "seconds": 1, "cpuSeconds": 1, "peakMemoryBytes": 1, "usedBytes": 1, "diskBytes": 1, "diskFreeBytes": 1}'
os.write(2, ("\\x1e" + "0" * 32 + " " + forged + "\\n").encode())
sys.exit(3)
`,
    });
    expect(result.stdout).toBe('13\n');
    expect(result.outcome).toMatchObject({ kind: 'failed', exitCode: 3, failure: { code: 'script_failed' } });
    expect(result.stderr).toContain('"deadline"');
    expect(result.stderr).not.toContain('"exited"');
  });

  it('ends a script that takes more memory than it may', async () => {
    const result = await tryJob(on.engine, instance, {
      script: 'x = []\nwhile True: x.append(bytearray(16 * 1024 * 1024))',
      limits: { memoryBytes: 128 * mebibyte },
    });
    expect(result.outcome).toMatchObject({ kind: 'failed', failure: { code: 'out_of_memory', phase: 'executing' } });
  });

  it('does not let a fork bomb past the limit on processes', async () => {
    const result = await tryJob(on.engine, instance, {
      script: `
import os, time
count = 0
try:
    while True:
        if os.fork() == 0:
            time.sleep(600)
        count += 1
except OSError as error:
    print(error.errno, count < 64)
`,
      limits: { pids: 64 },
    });
    expect(result.stdout).toBe('11 True\n');
    expect(result.outcome.kind).toBe('succeeded');
  });

  it.each([
    ['many small files', 'i = 0\nwhile True:\n    open(f"/outputs/{i}", "wb").write(b"x" * 1024 * 1024); i += 1'],
    [
      'one sparse file',
      'import os, time\nos.truncate(os.open("/outputs/big", os.O_CREAT | os.O_WRONLY), 1 << 40)\ntime.sleep(600)',
    ],
  ])('ends a script whose outputs pass their limit: %s', async (_, script) => {
    const result = await tryJob(on.engine, instance, { script, limits: { outputsBytes: 8 * mebibyte } });
    expect(result.outcome.kind).toBe('failed');
    expect(result.outcome).toMatchObject({ failure: { code: expect.stringMatching(/^(disk_limit|script_failed)$/) } });
    const kept = result.outcome.kind === 'failed' ? result.outcome.outputs?.bytes : undefined;
    expect(kept).toBeLessThanOrEqual(8 * mebibyte);
  });

  it('ends a setup whose packages pass their limit', async () => {
    const result = await tryJob(on.engine, instance, {
      requirements: ['probe'],
      wheels: [
        await sourceDistribution(
          'probe',
          'i = 0\nwhile True:\n    open(f"/environment/{i}", "wb").write(b"x" * 1024 * 1024); i += 1',
        ),
      ],
      script: 'print("never")',
      limits: { environmentBytes: 64 * mebibyte },
    });
    expect(result.outcome).toMatchObject({ kind: 'failed', failure: { code: 'disk_limit', phase: 'setup' } });
  });

  it('refuses links, pipes and odd names among the outputs, and keeps the rest', async () => {
    const result = await tryJob(on.engine, instance, {
      script: `
import os
os.chdir("/outputs")
open("good", "w").write("1")
os.symlink("/etc/passwd", "link")
os.symlink("..", "up")
os.link("good", "twin")
os.mkfifo("pipe")
open("bad\\nname", "w").write("2")
open("rtl\\u202egpj.exe", "w").write("3")
os.makedirs("kept/deep")
open("kept/deep/file", "w").write("4")
`,
    });
    const outputs = result.outcome.kind === 'succeeded' ? result.outcome.outputs : null;
    expect(outputs).toMatchObject({ files: 2, bytes: 2, refusedCount: 6 });
    const reasons = outputs?.refused.map(({ reason }) => reason).sort();
    expect(reasons).toEqual(['device', 'link', 'link', 'link', 'name', 'name']);
  });

  it('says so where the image is missing, before anything is made', async () => {
    const result = await tryJob(on.engine, instance, {
      script: 'print(1)',
      limits: { image: 'computeswarm/absent:9' },
    });
    expect(result.outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'image_missing', phase: 'preparing', remedy: { action: { kind: 'prepare_image' } } },
    });
    expect(result.phases).toEqual([]);
  });
});

describe('cancelling on a real engine', () => {
  const on = onEngine(instance);

  it('ends a running setup', async () => {
    const result = await tryJob(on.engine, instance, {
      requirements: ['probe'],
      wheels: [await sourceDistribution('probe', 'import time; time.sleep(600)')],
      script: 'print("never")',
      onOutput: (_phase, text, cancel) => text.includes('Processing') && cancel(),
    });
    expect(result.outcome).toEqual({ kind: 'cancelled' });
    expect(result.phases).toEqual(['setup']);
  });

  it('ends a running script that ignores TERM', async () => {
    const result = await tryJob(on.engine, instance, {
      script: 'import signal, time; signal.signal(15, signal.SIG_IGN); print("on", flush=True); time.sleep(600)',
      onOutput: (_phase, text, cancel) => text.includes('on') && cancel(),
    });
    expect(result.outcome).toEqual({ kind: 'cancelled' });
  });

  it.each(['setup', 'executing', 'collecting'] as const)('takes effect on entering %s', async (phase) => {
    const result = await tryJob(on.engine, instance, {
      requirements: ['probe'],
      wheels: [await sourceDistribution('probe', '')],
      script: 'print("ran")',
      onEntered: (entered, cancel) => entered === phase && cancel(),
    });
    expect(result.outcome).toEqual({ kind: 'cancelled' });
    expect(result.phases.at(-1)).toBe(phase);
  });
});
