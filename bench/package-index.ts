import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Stage } from './stage.ts';

const port = 8080;

/** What a job of the bench requires; there is one version for each pair, so that its first run is a first run. */
export function requirement(version: number): string {
  return `bench-alpha==1.0.${version}`;
}

/**
 * Starts a container that serves packages, made by itself, to the engine's other containers.
 * @returns the index's URL as those see it.
 */
export async function startPackageIndex(
  { client: { docker }, labels }: Stage,
  options: { image: string; versions: number },
): Promise<string> {
  const program = await readFile(path.join(import.meta.dirname, 'package-index.py'), 'utf8');
  const container = await docker.createContainer({
    Image: options.image,
    Labels: labels,
    Cmd: ['python3', '-c', program, String(options.versions)],
    HostConfig: { NetworkMode: 'bridge', LogConfig: { Type: 'none', Config: {} }, Init: true },
  });
  const output = await container.attach({ stream: true, stdout: true, stderr: true });
  await container.start();
  let said = '';
  for await (const chunk of output) {
    said += String(chunk);
    if (said.includes('ready\n')) break;
  }
  const { NetworkSettings: network } = await container.inspect();
  const address = network.Networks.bridge?.IPAddress;
  if (!address) throw new Error(`The package index did not start: ${said}`);
  return `http://${address}:${port}/simple/`;
}
