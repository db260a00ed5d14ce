import { Readable } from 'node:stream';
import tar from 'tar-stream';
import type { Stage } from './stage.ts';

/** Where the plain containers find their script; jobs bring theirs along. */
export const workspace = '/workspace';

const authorityFile = '/etc/bench-authority.pem';

/**
 * Builds the stage's image, for both sides: the sandbox image with `files` in the workspace folder, and with pip pointed
 * to the index of the stage's world, which plain containers ask directly.
 * @param options.files content by file name
 */
export async function buildWorkloadImage(
  { engine, image, labels, world }: Stage,
  options: { base: string; files: Record<string, string>; signal: AbortSignal },
): Promise<void> {
  const { base, files, signal } = options;
  const { policy, certificates } = world.policy();
  const context = tar.pack();
  context.entry(
    { name: 'Dockerfile' },
    `FROM ${base}\nCOPY authority.pem ${authorityFile}\nCOPY pip.conf /etc/pip.conf\nCOPY workspace ${workspace}\n`,
  );
  context.entry({ name: 'authority.pem' }, certificates);
  context.entry({ name: 'pip.conf' }, pipConfiguration(policy.indexes.map(({ url }) => url)));
  for (const [file, text] of Object.entries(files)) context.entry({ name: `workspace/${file}` }, text);
  context.finalize();
  const steps = engine.buildImage(Readable.from(context, { objectMode: false }), {
    name: image,
    dockerfile: 'Dockerfile',
    labels,
    signal,
  });
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
