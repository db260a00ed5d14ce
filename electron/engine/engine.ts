import type { Readable } from 'node:stream';
import { type Connection, createConnection } from './connection.ts';
import { type Container, type ContainerSpec, containerLabels, createContainer } from './containers.ts';
import type { Environment } from './endpoint.ts';
import { buildImage, type ImageInfo, importImage, inspectImage, pullImage } from './images.ts';
import type { ProgressLine } from './ndjson.ts';
import { createVolume, hasVolume, removeVolume } from './volumes.ts';

/** All that the app asks of a Docker engine. Every method throws `AppError` only. */
export interface Engine extends Omit<Connection, 'client'> {
  createContainer(spec: ContainerSpec): Promise<Container>;
  createVolume(name: string, labels: Record<string, string>): Promise<void>;
  hasVolume(name: string): Promise<boolean>;
  removeVolume(name: string): Promise<void>;
  inspectImage(name: string): Promise<ImageInfo | null>;
  buildImage(
    context: Readable,
    options: { name: string; dockerfile: string; labels: Record<string, string>; signal: AbortSignal },
  ): AsyncGenerator<ProgressLine>;
  importImage(
    rootFileSystem: Readable,
    options: { repository: string; tag: string; changes: string[] },
  ): AsyncGenerator<ProgressLine>;
  pullImage(name: string, signal: AbortSignal): AsyncGenerator<ProgressLine>;
  /** Names of what carries the label `key=value`. */
  findLabelled(label: string): Promise<{ containers: string[]; volumes: string[] }>;
  removeContainer(id: string): Promise<void>;
  /** Null where there is no container of that id. */
  containerLabels(id: string): Promise<Record<string, string> | null>;
}

/** @param options.setting the seller's endpoint setting, asked before every connection. */
export function createEngine(options: { setting: () => string; environment: Environment }): Engine {
  const { client, ...connection } = createConnection(options);
  return {
    ...connection,
    createContainer: (spec) => createContainer(client(), spec),
    createVolume: (name, labels) => createVolume(client(), name, labels),
    hasVolume: (name) => hasVolume(client(), name),
    removeVolume: (name) => removeVolume(client(), name),
    inspectImage: (name) => inspectImage(client(), name),
    buildImage: (context, build) => buildImage(client(), context, build),
    importImage: (rootFileSystem, target) => importImage(client(), rootFileSystem, target),
    pullImage: (name, signal) => pullImage(client(), name, signal),
    async findLabelled(label) {
      const filters = { label: [label] };
      const [containers, { Volumes: volumes }] = await client().call((docker) =>
        Promise.all([docker.listContainers({ all: true, filters }), docker.listVolumes({ filters })]),
      );
      return { containers: containers.map(({ Id }) => Id), volumes: volumes.map(({ Name }) => Name) };
    },
    async removeContainer(id) {
      await client().call((docker) => docker.getContainer(id).remove({ force: true, v: true }));
    },
    containerLabels: (id) => containerLabels(client(), id),
  };
}
