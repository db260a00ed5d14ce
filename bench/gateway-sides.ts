import type { World } from '../e2e/harness/world/world.ts';
import { outputOf } from './container.ts';
import { readOverBridge, readThroughMirror, showReading, throughput } from './file-reader.ts';
import { libraryRequirements } from './libraries.ts';
import { type Sides, seconds } from './measure.ts';
import { runOurs } from './ours.ts';
import type { PlainDocker } from './plain-docker.ts';
import { type Stage, withFreshVolume } from './stage.ts';
import { workspace } from './workload-image.ts';

const requirements = libraryRequirements();
const requirementsFile = 'requirements.txt';

/** What the plain containers find in their workspace. */
export const workspaceFiles = { [requirementsFile]: `${requirements.join('\n')}\n` };

/** A file at the index, and a package whose build reads it in setup. */
export interface ReadableFile {
  /** In the index; a little more than was asked for. */
  bytes: number;
  /** What a job requires to read it. */
  reader: string;
}

/** Publishes a file of so many bytes at least, and its reader. */
export async function publishFile(world: World, name: string, bytes: number): Promise<ReadableFile> {
  const content = [{ size: bytes, seed: 1 }];
  const [file] = await world.publishPackage({ name, files: [{ kind: 'wheel', files: { [`${name}.bin`]: content } }] });
  if (!file) throw new Error(`Nothing was published for ${name}.`);
  const reader = `${name}-reader`;
  await world.publishPackage({ name: reader, files: [{ kind: 'sdist', duringBuild: readThroughMirror(name) }] });
  return { bytes: file.size, reader };
}

/** Reads the file in the setup of a job. Returns MB/s. */
export async function readInSetup(stage: Stage, file: ReadableFile, signal: AbortSignal): Promise<number> {
  const { image } = stage;
  await stage.dropKept();
  const run = await runOurs(stage, { image, script: showReading, requirements: [file.reader], signal });
  return throughput(run.printed, file.bytes);
}

export interface GatewaySides {
  /** Seconds. */
  cold: Sides;
  /** Seconds. */
  warm: Sides;
  /** MB/s. */
  reading: Sides;
}

/** @param served the file that ours reads, and the URL of one that is as large for theirs. */
export function createSides(
  stage: Stage,
  plain: PlainDocker,
  served: { file: ReadableFile; url: string },
  signal: AbortSignal,
): GatewaySides {
  const { image, labels } = stage;

  const ourSetup = async (): Promise<number> => {
    await stage.dropKept();
    const run = await runOurs(stage, { image, script: 'pass\n', requirements, signal });
    if (run.setupSeconds === null) throw new Error('The job had no setup.');
    return run.setupSeconds;
  };

  /** Makes the same environment as ours, and asks the index itself. */
  const plainSetup = (): Promise<number> =>
    withFreshVolume(stage, (volume) => {
      const make = 'python3 -m venv --system-site-packages --without-pip /environment';
      const install = `/environment/bin/python -m pip install --no-cache-dir -r ${workspace}/${requirementsFile}`;
      return seconds(() =>
        plain.run({
          image,
          labels,
          signal,
          engineLog: true,
          network: 'bridge',
          volumes: [`${volume}:/environment`],
          command: ['sh', '-c', `${make} && ${install}`],
        }),
      );
    });

  const plainReading = async (): Promise<number> => {
    signal.throwIfAborted();
    const command = ['python3', '-c', readOverBridge(served.url)];
    return throughput(await outputOf(stage, { image, command, network: 'bridge' }), served.file.bytes);
  };

  return {
    cold: {
      async ours() {
        await stage.dropDownloads();
        return ourSetup();
      },
      theirs: plainSetup,
    },
    warm: { ours: ourSetup, theirs: plainSetup },
    reading: { ours: () => readInSetup(stage, served.file, signal), theirs: plainReading },
  };
}
