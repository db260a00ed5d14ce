import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { access, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import tar from 'tar-stream';
import { AppError, type Failure, type Sentence } from '../../shared/errors.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';
import type { Engine } from '../engine/engine.ts';
import type { ProgressLine } from '../engine/ndjson.ts';

/** Tells one line of what a builder does; `fraction` is 0 to 1 where the step can tell. */
export type Tell = (step: Sentence, fraction?: number) => void;

/** How an image of the app's own is made. */
export interface Recipe {
  kind: 'sandbox' | 'gateway';
  /** Folder with the Dockerfile, and with what the Debian base is made from. */
  folder: string;
  dockerfile: string;
}

export interface Builder {
  engine: Engine;
  /** Name and tag of the image to make. */
  image: string;
  /** Where Debian bases are kept, so that a second engine need not make them again. */
  cacheFolder: string;
  tell: Tell;
  signal: AbortSignal;
}

/** Builds the image from its public base image, inside the engine. */
export async function buildFromDockerfile(builder: Builder, recipe: Recipe): Promise<void> {
  const { engine, image, tell, signal } = builder;
  const { dockerfile } = recipe;
  const context = tar.pack();
  context.entry({ name: dockerfile }, await readFile(path.join(recipe.folder, dockerfile)));
  context.finalize();
  tell(sentence('image_step_building', { image, dockerfile }));
  const lines = engine.buildImage(Readable.from(context, { objectMode: false }), {
    name: image,
    dockerfile,
    labels: { 'computeswarm.image': recipe.kind },
    signal,
  });
  for await (const line of lines) tellLine(line, tell);
}

/** Fetches an image of the seller's own choice. */
export async function pull({ engine, image, tell, signal }: Builder): Promise<void> {
  tell(sentence('image_step_pulling', { image }));
  for await (const line of engine.pullImage(image, signal)) tellLine(line, tell);
}

function tellLine({ stream, status, id, progressDetail }: ProgressLine, tell: Tell): void {
  const text = (stream ?? [id, status].filter(Boolean).join(' ')).trim();
  const { current, total } = progressDetail ?? {};
  if (text !== '') tell({ message: text }, current !== undefined && total ? current / total : undefined);
}

/** Whether this machine can make the base from Debian packages. */
export async function canUseDebianBase(): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  return access('/usr/sbin/debootstrap').then(
    () => true,
    () => false,
  );
}

/** Makes the base from Debian packages, where no registry is in reach, and imports it. */
export async function buildFromDebian(builder: Builder, recipe: Recipe): Promise<void> {
  const { engine, image, cacheFolder, tell } = builder;
  const file = `${recipe.kind}-base.tar`;
  const archive = path.join(cacheFolder, file);
  await mkdir(cacheFolder, { recursive: true });
  if (!(await readdir(cacheFolder)).includes(file)) await makeDebianBase(builder, recipe, archive);
  tell(sentence('image_step_importing', { image }));
  const [repository = image, tag = 'latest'] = image.split(/:(?=[^/]*$)/);
  const changes = ['ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'ENV LANG=C.UTF-8'];
  for await (const line of engine.importImage(createReadStream(archive), { repository, tag, changes }))
    tellLine(line, tell);
}

async function makeDebianBase({ tell, signal }: Builder, recipe: Recipe, archive: string): Promise<void> {
  const script = path.join(recipe.folder, '..', 'debian-base.sh');
  const child = spawn('sh', [script, recipe.folder, archive], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const abort = () => child.pid && process.kill(-child.pid, 'SIGTERM');
  signal.addEventListener('abort', abort, { once: true });
  const errors: string[] = [];
  const read = async (stream: Readable, take: (line: string) => void) => {
    for await (const line of createInterface({ input: stream })) take(line);
  };
  const exit = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  await Promise.all([
    read(child.stdout, (line) => line.startsWith('step: ') && tell({ message: line.slice('step: '.length) })),
    read(child.stderr, (line) => errors.push(line)),
    exit,
  ]);
  signal.removeEventListener('abort', abort);
  signal.throwIfAborted();
  if ((await exit) !== 0) throw new AppError(debianBaseFailed(recipe, errors.slice(-10)));
}

function debianBaseFailed({ kind }: Recipe, details: string[]): Failure {
  return {
    code: 'image_prepare_failed',
    ...sentence('debian_base_failed', { kind }),
    retryable: true,
    remedy: advice('see_details_and_prepare_again', {}, { kind: 'prepare_image' }),
    details,
  };
}
