import { Readable } from 'node:stream';
import tar from 'tar-stream';
import type { Stage } from './stage.ts';

/** Where the plain containers find their script; jobs bring theirs along. */
export const workspace = '/workspace';

/**
 * Builds the stage's image, for both sides: the sandbox image with pip pointed to the bench's index and with `files` in
 * the workspace folder.
 * @param options.files content by file name
 */
export async function buildWorkloadImage(
  { engine, image, labels }: Stage,
  options: { base: string; indexUrl: string; files: Record<string, string>; signal: AbortSignal },
): Promise<void> {
  const { base, indexUrl, files, signal } = options;
  const context = tar.pack();
  context.entry({ name: 'Dockerfile' }, `FROM ${base}\nCOPY pip.conf /etc/pip.conf\nCOPY workspace ${workspace}\n`);
  context.entry({ name: 'pip.conf' }, pipConfiguration(indexUrl));
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

function pipConfiguration(indexUrl: string): string {
  return `[global]
index-url = ${indexUrl}
trusted-host = ${new URL(indexUrl).hostname}
disable-pip-version-check = true
[install]
# Debian's Python refuses \`pip install --user\` otherwise.
break-system-packages = true
`;
}
