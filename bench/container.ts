import type Docker from 'dockerode';
import type { Stage } from './stage.ts';

export interface PlainContainer {
  image: string;
  command: string[];
  network: 'none' | 'bridge';
}

/** A container of the suite's own that runs, and what it prints: both streams in one, as on a terminal. */
export interface StartedContainer {
  container: Docker.Container;
  output: NodeJS.ReadableStream;
}

/** Starts a container with the engine's defaults; it goes with the stage if nobody removes it before. */
export async function startContainer(
  { client, labels }: Stage,
  { image, command, network }: PlainContainer,
): Promise<StartedContainer> {
  const docker = await client.docker();
  const container = await docker.createContainer({
    Image: image,
    Labels: labels,
    Cmd: command,
    Tty: true,
    HostConfig: { NetworkMode: network, LogConfig: { Type: 'none', Config: {} }, Init: true },
  });
  const output = await container.attach({ stream: true, stdout: true, stderr: true });
  await container.start();
  return { container, output };
}

/**
 * Runs a container to its end.
 * @returns what it printed.
 * @throws Error with what it printed if it ends with a status other than 0.
 */
export async function outputOf(stage: Stage, plain: PlainContainer): Promise<string> {
  const { container, output } = await startContainer(stage, plain);
  let printed = '';
  for await (const chunk of output) printed += String(chunk);
  const { StatusCode: status } = await container.wait();
  await container.remove({ v: true });
  if (status !== 0) throw new Error(`A container ended with status ${status}:\n${printed}`);
  return printed;
}
