import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { gatewayPlaces } from '../../../shared/egress.ts';
import type { Engine } from '../../engine/engine.ts';
import { gatewayUser, hardened } from '../../executor/hardening.ts';
import { cacheVolume, gatewayImage } from '../start-gateway.ts';

const mebibyte = 1024 * 1024;

const contentsSchema = z.object({
  /** The hash that a file is kept under, and whether its bytes have it. */
  files: z.array(z.object({ hash: z.string(), good: z.boolean() })),
  /** Files under a temporary name, which nobody is served. */
  unfinished: z.number(),
});
export type CacheContents = z.infer<typeof contentsSchema>;

/** Reads every file that the gateways of an installation keep, and checks it against the hash that it is kept under. */
export async function cacheContents(engine: Engine, instance: string): Promise<CacheContents> {
  const container = await engine.createContainer(
    hardened(
      {
        image: gatewayImage,
        memoryBytes: 512 * mebibyte,
        cpus: 1,
        pids: 64,
        tmpBytes: mebibyte,
        shmBytes: mebibyte,
      },
      {
        name: `cs-${instance}-contents-${randomUUID()}`,
        labels: { 'computeswarm.instance': instance },
        user: gatewayUser,
        command: ['node', '--eval', program],
        environment: {},
        workingFolder: '/',
        mounts: [{ volume: cacheVolume(instance).name, target: gatewayPlaces.cache, readOnly: true }],
        network: 'none',
        gpus: [],
        largestFileBytes: mebibyte,
      },
    ),
  );
  try {
    const output: Buffer[] = [];
    await container.run(({ bytes }) => void output.push(bytes));
    return contentsSchema.parse(JSON.parse(Buffer.concat(output).toString()));
  } finally {
    await container.remove();
  }
}

const program = `
const { createHash } = require('node:crypto');
const { readdirSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const files = [];
let unfinished = 0;
for (const entry of readdirSync('${gatewayPlaces.cache}', { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  if (!entry.isFile()) continue;
  if (file.startsWith('${gatewayPlaces.cache}/incoming/')) unfinished += 1;
  if (!file.startsWith('${gatewayPlaces.cache}/files/')) continue;
  const bytes = readFileSync(file);
  const hash = basename(file);
  const digest = hash.length === 64
    ? createHash('sha256').update(bytes).digest('hex')
    : createHash('sha1').update('blob ' + bytes.length + '\\0').update(bytes).digest('hex');
  files.push({ hash, good: digest === hash });
}
console.log(JSON.stringify({ files, unfinished }));
`;
