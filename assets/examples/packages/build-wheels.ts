import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';

/**
 * Builds the wheels that the sample jobs carry: `node assets/examples/packages/build-wheels.ts`.
 * A package here is a folder with its `METADATA` and its modules. The same source always gives the same bytes: names in
 * order, one fixed time, nothing compressed.
 */
export interface Wheel {
  fileName: string;
  bytes: Buffer;
}

interface Member {
  name: string;
  data: Buffer;
}

const packagesFolder = import.meta.dirname;
export const wheelsFolder = join(packagesFolder, '..', 'two-phase', 'wheels');

export function buildWheels(): Wheel[] {
  return readdirSync(packagesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => buildWheel(join(packagesFolder, entry.name)))
    .sort((one, other) => (one.fileName < other.fileName ? -1 : 1));
}

function buildWheel(folder: string): Wheel {
  const metadata = readFileSync(join(folder, 'METADATA'));
  const version = /^Version: (.+)$/m.exec(metadata.toString())?.[1];
  const stem = `${basename(folder).replaceAll('-', '_')}-${version}`;
  const members: Member[] = [
    ...modules(folder),
    { name: `${stem}.dist-info/METADATA`, data: metadata },
    { name: `${stem}.dist-info/WHEEL`, data: Buffer.from(wheelFile) },
  ];
  const record = `${stem}.dist-info/RECORD`;
  const lines = members.map(({ name, data }) => `${name},sha256=${sha256(data)},${data.length}\n`);
  members.push({ name: record, data: Buffer.from(`${lines.join('')}${record},,\n`) });
  return { fileName: `${stem}-py3-none-any.whl`, bytes: zip(members) };
}

const wheelFile = 'Wheel-Version: 1.0\nGenerator: computeswarm-seller\nRoot-Is-Purelib: true\nTag: py3-none-any\n';

function modules(folder: string): Member[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py'))
    .map((name) => ({ name: name.replaceAll('\\', '/'), data: readFileSync(join(folder, name)) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('base64url');
}

/** A zip archive whose members are stored as they are. */
function zip(members: readonly Member[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of members) {
    const path = Buffer.from(name);
    const common = commonHeader(path, data);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, data]);
    directory.push(centralHeader(common, path, offset));
    parts.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, index, end]);
}

/** What a member's own header and its entry in the index share. */
function commonHeader(path: Buffer, data: Buffer): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  // 1 January 1980, the earliest that the format knows.
  header.writeUInt16LE(0x21, 8);
  header.writeUInt32LE(crc32(data), 10);
  header.writeUInt32LE(data.length, 14);
  header.writeUInt32LE(data.length, 18);
  header.writeUInt16LE(path.length, 22);
  return header;
}

function centralHeader(common: Buffer, path: Buffer, offset: number): Buffer {
  const unix = Buffer.from([20, 3]);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE((0o100644 << 16) >>> 0, 6);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([Buffer.from('PK\x01\x02'), unix, common, rest, path]);
}

if (import.meta.main) {
  for (const { fileName, bytes } of buildWheels()) writeFileSync(join(wheelsFolder, fileName), bytes);
}
