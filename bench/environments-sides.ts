import { libraryCount, libraryModule, libraryRequirements, modulesPerLibrary } from './libraries.ts';
import { type Sides, seconds } from './measure.ts';
import { runOurs } from './ours.ts';
import type { PlainDocker } from './plain-docker.ts';
import type { Stage } from './stage.ts';
import { installAndRun } from './two-commands.ts';
import { workspace } from './workload-image.ts';

const requirementsFile = (release: number) => `requirements-${release}.txt`;
/** What the image with packages is built from. */
export const baseRequirements = requirementsFile(0);

const importing = (modules: number) => `
import importlib
for package in ${JSON.stringify(Array.from({ length: libraryCount }, (_, index) => libraryModule(index + 1)))}:
    for part in range(${modules}):
        importlib.import_module(f"{package}.part_{part}")
`;
const script = `${importing(5)}print("imported")\n`;
const scriptFile = 'script.py';

const timed = `
import time
started = time.perf_counter()
${importing(modulesPerLibrary)}
print(time.perf_counter() - started)
`;
/** Has Python look for bytecode where there is none; a job cannot write any. */
const withoutBytecode = 'import sys\nsys.pycache_prefix = "/tmp/no-bytecode"\n';

/** What the plain containers find in their workspace: a requirements file for each release of the last library. */
export function workspaceFiles(releases: number): Record<string, string> {
  const files: Record<string, string> = { [scriptFile]: script };
  for (let release = 0; release <= releases; release += 1) {
    files[requirementsFile(release)] = `${libraryRequirements(release).join('\n')}\n`;
  }
  return files;
}

/** All in seconds. */
export interface EnvironmentsSides {
  first: Sides;
  second: Sides;
  secondInImage: Sides;
  /** Each pair has a release of its own, of those after `offset`. */
  changed(offset: number): Sides;
  imports: Sides;
  /** Runs the job once, so that its environment is kept and its wheels are in the cache. */
  keepAll(): Promise<void>;
}

/** @param packagesImage has the packages of release 0 */
export function createSides(
  stage: Stage,
  plain: PlainDocker,
  packagesImage: string,
  signal: AbortSignal,
): EnvironmentsSides {
  const { image, labels } = stage;
  const ourJob = (release: number, code = script) =>
    runOurs(stage, { image, script: code, requirements: libraryRequirements(release), signal });

  const ourFirstRun = async (release: number): Promise<number> => {
    const run = await ourJob(release);
    if (run.setupSeconds === null) throw new Error('The job had no setup, which was to be measured.');
    return run.seconds;
  };
  const ourSecondRun = async (code = script) => {
    const run = await ourJob(0, code);
    if (run.setupSeconds !== null) throw new Error('The job had a setup, though its environment should be kept.');
    return run;
  };
  const theirs = (release = 0) => {
    const requirements = `${workspace}/${requirementsFile(release)}`;
    return installAndRun(stage, plain, { requirements, script: `${workspace}/${scriptFile}`, signal });
  };
  const ours = async () => (await ourSecondRun()).seconds;
  const importSeconds = async (code: string) => Number((await ourSecondRun(code)).printed);

  return {
    first: {
      async ours() {
        await stage.dropKept();
        await stage.dropDownloads();
        return ourFirstRun(0);
      },
      theirs: () => theirs(),
    },
    second: { ours, theirs: () => theirs() },
    secondInImage: {
      ours,
      theirs: () =>
        seconds(() =>
          plain.run({
            image: packagesImage,
            labels,
            signal,
            engineLog: true,
            network: 'none',
            volumes: [],
            command: ['python3', `${workspace}/${scriptFile}`],
          }),
        ),
    },
    changed: (offset) => ({
      async ours(pair) {
        await stage.dropKept();
        return ourFirstRun(offset + pair + 1);
      },
      theirs: (pair) => theirs(offset + pair + 1),
    }),
    imports: { ours: () => importSeconds(timed), theirs: () => importSeconds(withoutBytecode + timed) },
    async keepAll() {
      await stage.dropKept();
      await ourFirstRun(0);
    },
  };
}
