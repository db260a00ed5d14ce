import { Readable } from 'node:stream';
import tar from 'tar-stream';
import type { Stage } from './stage.ts';

/** Where the plain containers find their script; jobs bring theirs along. */
export const workspace = '/workspace';

/** Certificates of the world's hosts, in the stage's image. */
export const authorityFile = '/etc/bench-authority.pem';
const dockerfile = 'Dockerfile';

/**
 * Builds the stage's image, for both sides: the sandbox image with `files` in the workspace folder, and with pip pointed
 * to the index of the stage's world, which plain containers ask directly.
 * @param options.files content by file name; all may be executed
 */
export async function buildWorkloadImage(
  stage: Stage,
  options: { base: string; files: Record<string, string | Buffer>; signal: AbortSignal },
): Promise<void> {
  const { base, files, signal } = options;
  const { policy, certificates } = stage.world.policy();
  const context = tar.pack();
  context.entry(
    { name: dockerfile },
    `FROM ${base}\nCOPY authority.pem ${authorityFile}\nCOPY pip.conf /etc/pip.conf\nCOPY workspace ${workspace}\n`,
  );
  context.entry({ name: 'authority.pem' }, certificates);
  context.entry({ name: 'pip.conf' }, pipConfiguration(policy.indexes.map(({ url }) => url)));
  for (const [file, content] of Object.entries(files)) {
    context.entry({ name: `workspace/${file}`, mode: 0o755 }, content);
  }
  await build(stage, { name: stage.image, context, signal });
}

/**
 * Builds an image with packages out of the stage's image, as people do in a Dockerfile.
 * @param options.requirements a file in the workspace
 * @returns its name
 */
export async function buildPackagesImage(
  stage: Stage,
  options: { requirements: string; signal: AbortSignal },
): Promise<string> {
  const name = `${stage.image}-packages`;
  const install = `python3 -m pip install --no-cache-dir -r ${workspace}/${options.requirements}`;
  const context = tar.pack();
  context.entry({ name: dockerfile }, `FROM ${stage.image}\nRUN ${install}\n`);
  await build(stage, { name, context, signal: options.signal });
  return name;
}

async function build(
  { engine, labels }: Stage,
  { name, context, signal }: { name: string; context: tar.Pack; signal: AbortSignal },
): Promise<void> {
  context.finalize();
  const steps = engine.buildImage(Readable.from(context, { objectMode: false }), { name, dockerfile, labels, signal });
  // An error is thrown out of the steps; there is nothing else to know.
  for await (const _ of steps);
}

function pipConfiguration([indexUrl]: string[]): string {
  return `[global]
index-url = ${indexUrl}
cert = ${authorityFile}
disable-pip-version-check = true
[install]
# Debian's Python refuses \`pip install --user\` otherwise.
break-system-packages = true
`;
}
