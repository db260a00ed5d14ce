import { type Sides, seconds } from './measure.ts';
import { runOurs } from './ours.ts';
import type { PlainDocker } from './plain-docker.ts';
import type { Stage } from './stage.ts';
import { installAndRun } from './two-commands.ts';
import { requirement } from './workload.ts';
import { workspace } from './workload-image.ts';

/** What the log job prints. */
export const logMegabytes = 200;

const scripts = {
  hello: 'print("hello")\n',
  imports: 'import bench_alpha, bench_beta, bench_gamma, bench_zeta\nprint(bench_alpha.VERSION)\n',
  // Blocks of whole lines: how fast Python prints is not the question.
  log: `import sys
block = (b"x" * 99 + b"\\n") * 1000
for _ in range(${logMegabytes * 10}):
    sys.stdout.buffer.write(block)
`,
};
type ScriptName = keyof typeof scripts;

/** What the plain containers find in their workspace: a requirements file for each version. */
export function workspaceFiles(versions: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [name, text] of Object.entries(scripts)) files[`${name}.py`] = text;
  for (let version = 0; version < versions; version += 1)
    files[requirementsFile(version)] = `${requirement(version)}\n`;
  return files;
}

const requirementsFile = (version: number) => `requirements-${version}.txt`;

export interface ExecutorSides {
  /** Seconds. */
  onePhase: Sides;
  /** Seconds. */
  twoPhases: Sides;
  /** MB/s. */
  log: Sides;
  /** MB/s. */
  logUnkept: Sides;
}

/**
 * What each side does for a row; both install and import the same versions. Ours is timed until nothing of it is left in
 * the engine, theirs without making and removing its volume.
 */
export function createSides(stage: Stage, plain: PlainDocker, signal: AbortSignal): ExecutorSides {
  const { image } = stage;
  const common = { image, labels: stage.labels, signal, engineLog: true };
  const ourJob = async (script: ScriptName, more: { requirements?: string[]; printsBytes?: number } = {}) => {
    const run = await runOurs(stage, { image, script: scripts[script], requirements: [], signal, ...more });
    return run.seconds;
  };
  const scriptFile = (script: ScriptName) => `${workspace}/${script}.py`;
  const plainScript = (script: ScriptName, more: { engineLog?: boolean } = {}) =>
    plain.run({ ...common, network: 'none', volumes: [], command: ['python3', scriptFile(script)], ...more });
  const plainLog = async (engineLog: boolean) =>
    logMegabytes / (await seconds(() => plainScript('log', { engineLog })));

  const plainTwoPhases = (pair: number): Promise<number> => {
    const requirements = `${workspace}/${requirementsFile(pair)}`;
    return installAndRun(stage, plain, { requirements, script: scriptFile('imports'), signal });
  };

  const ourLog = async () => logMegabytes / (await ourJob('log', { printsBytes: logMegabytes * 1e6 }));

  return {
    onePhase: { ours: () => ourJob('hello'), theirs: () => seconds(() => plainScript('hello')) },
    twoPhases: { ours: (pair) => ourJob('imports', { requirements: [requirement(pair)] }), theirs: plainTwoPhases },
    log: { ours: ourLog, theirs: () => plainLog(true) },
    logUnkept: { ours: ourLog, theirs: () => plainLog(false) },
  };
}
