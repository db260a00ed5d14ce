import type { Curl } from './curl.ts';
import { type Sides, seconds } from './measure.ts';
import { model } from './model.ts';
import { runOurs } from './ours.ts';
import type { PlainDocker } from './plain-docker.ts';
import { type Stage, withFreshVolume } from './stage.ts';
import { authorityFile } from './workload-image.ts';

/** Where plain containers put what they fetch. */
const target = '/models';

/** All in MB/s. */
export interface ModelSides {
  client: Sides;
  /** Null where there is no curl. */
  curl: Sides | null;
}

/** Fetching a model into a volume that is empty before. */
export function createModelSides(stage: Stage, plain: PlainDocker, curl: Curl | null, signal: AbortSignal): ModelSides {
  const { image, labels, world } = stage;
  const { hubUrl } = world.policy().policy;

  const ours = async (): Promise<number> => {
    await stage.dropKept();
    const run = await runOurs(stage, {
      image,
      script: 'pass\n',
      requirements: [],
      models: [{ repo: model.id, type: 'model', revision: 'main', include: [], exclude: [], origin: 'declared' }],
      signal,
    });
    if (run.setupSeconds === null) throw new Error('The job had no setup.');
    return model.megabytes / run.setupSeconds;
  };

  const plainFetch = (command: string[]): Promise<number> =>
    withFreshVolume(stage, async (volume) => {
      const volumes = [`${volume}:${target}`];
      const run = { image, labels, signal, engineLog: true, network: 'bridge', volumes, command } as const;
      return model.megabytes / (await seconds(() => plain.run(run)));
    });

  const settings = {
    HF_ENDPOINT: hubUrl,
    HF_HOME: target,
    SSL_CERT_FILE: authorityFile,
    // The world's hub serves over HTTP only.
    HF_HUB_DISABLE_XET: '1',
    HF_HUB_DISABLE_UPDATE_CHECK: '1',
  };
  const environment = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const client = ['env', ...environment, 'hf', 'download', model.id];

  /** One file after the other, over connections that are kept. */
  const curlCommand = ({ command }: Curl): string[] => {
    const outputs = model.paths.flatMap((path) => [
      '--output',
      `${target}/${path}`,
      `${hubUrl}/${model.id}/resolve/main/${path}`,
    ]);
    return [...command, '--silent', '--show-error', '--fail', '--location', '--cacert', authorityFile, ...outputs];
  };

  return {
    client: { ours, theirs: () => plainFetch(client) },
    curl: curl && { ours, theirs: () => plainFetch(curlCommand(curl)) },
  };
}
