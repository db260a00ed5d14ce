import { startContainer } from './container.ts';
import type { Stage } from './stage.ts';

const port = 8080;

/**
 * Starts a container that serves one file from its own file system: Python's `http.server`, which gave it faster than a
 * read stream piped into a response of Node's `http` did.
 * @param options.image one with Python
 * @returns the file's URL as the engine's other containers see it.
 */
export async function startStaticServer(stage: Stage, options: { image: string; bytes: number }): Promise<string> {
  const serve = `mkdir /srv/static && cd /srv/static && head -c ${options.bytes} /dev/urandom > file && exec python3 -m http.server ${port}`;
  const { container, output } = await startContainer(stage, {
    image: options.image,
    command: ['sh', '-c', serve],
    network: 'bridge',
  });
  let said = '';
  for await (const chunk of output) {
    said += String(chunk);
    if (said.includes('Serving HTTP')) break;
  }
  const { NetworkSettings: network } = await container.inspect();
  const address = network.Networks.bridge?.IPAddress;
  if (!address) throw new Error(`The static server did not start: ${said}`);
  return `http://${address}:${port}/file`;
}
