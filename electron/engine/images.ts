import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { AppError } from '../../shared/errors.ts';
import type { Client } from './client.ts';
import { engineError, statusOf } from './errors.ts';
import { type ProgressLine, readProgress } from './ndjson.ts';

export interface ImageInfo {
  id: string;
  /** Such as `linux/amd64`. */
  platform: string;
  sizeBytes: number;
  createdAt: string;
}

/** What the engine knows of an image, or null where it has none of that name. */
export async function inspectImage(client: Client, name: string): Promise<ImageInfo | null> {
  try {
    const image = await client.call((docker) => docker.getImage(name).inspect());
    return {
      id: image.Id,
      platform: `${image.Os}/${image.Architecture}`,
      sizeBytes: image.Size,
      createdAt: image.Created,
    };
  } catch (error) {
    if (statusOf(error instanceof AppError ? error.cause : error) === 404) return null;
    throw error;
  }
}

async function* follow(
  client: Client,
  request: (docker: Docker) => Promise<NodeJS.ReadableStream>,
): AsyncGenerator<ProgressLine> {
  try {
    for await (const line of readProgress(await request(await client.docker()))) {
      if (line.error) throw new Error(line.error);
      yield line;
    }
  } catch (error) {
    throw engineError(error, client.endpoint.text);
  }
}

/** Builds an image from a tar of its folder, telling each step. Ends with an error if the build does. */
export function buildImage(
  client: Client,
  context: Readable,
  options: { name: string; dockerfile: string; labels: Record<string, string>; signal: AbortSignal },
): AsyncGenerator<ProgressLine> {
  return follow(client, (docker) =>
    docker.buildImage(context, {
      t: options.name,
      dockerfile: options.dockerfile,
      labels: options.labels,
      rm: true,
      forcerm: true,
      abortSignal: options.signal,
    }),
  );
}

/** Makes an image out of a tar of a root file system. */
export function importImage(
  client: Client,
  rootFileSystem: Readable,
  options: { repository: string; tag: string; changes: string[] },
): AsyncGenerator<ProgressLine> {
  return follow(client, (docker) =>
    docker.importImage(rootFileSystem, { repo: options.repository, tag: options.tag, changes: options.changes }),
  );
}

/** Fetches an image from its registry. */
export function pullImage(client: Client, name: string, signal: AbortSignal): AsyncGenerator<ProgressLine> {
  return follow(client, (docker) => docker.pull(name, { abortSignal: signal }));
}
