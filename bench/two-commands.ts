import { seconds } from './measure.ts';
import type { PlainDocker } from './plain-docker.ts';
import { type Stage, withFreshVolume } from './stage.ts';

/**
 * Installs into the user's own packages, in a volume, and runs a script with them: two `docker run`, as every job did that
 * came before ours. They keep nothing for each other.
 * @param options.requirements and `script`: files in the image
 * @returns seconds, without making and removing the volume.
 */
export function installAndRun(
  stage: Stage,
  plain: PlainDocker,
  options: { requirements: string; script: string; signal: AbortSignal },
): Promise<number> {
  const { image, labels } = stage;
  const { requirements, script, signal } = options;
  const common = { image, labels, signal, engineLog: true };
  return withFreshVolume(stage, (volume) =>
    seconds(async () => {
      await plain.run({
        ...common,
        network: 'bridge',
        volumes: [`${volume}:/root/.local`],
        command: ['python3', '-m', 'pip', 'install', '--user', '--no-cache-dir', '-r', requirements],
      });
      await plain.run({
        ...common,
        network: 'none',
        volumes: [`${volume}:/root/.local:ro`],
        command: ['python3', script],
      });
    }),
  );
}
