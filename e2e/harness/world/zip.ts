import { type Content, crcOf, sizeOf } from './content.ts';

const localHeader = 0x04034b50;
const centralHeader = 0x02014b50;
const endOfDirectory = 0x06054b50;
/** 1 January 1980, the earliest date that the format knows. */
const date = 0x21;
const version = 20;
/** Names are UTF-8. */
const flags = 0x0800;

/** A ZIP archive of files that are stored as they are; less than 4 GiB in all, as ZIP64 is not written. */
export function zip(files: Record<string, Content>): Content {
  const archive: Content = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const file = Buffer.from(name);
    const about = Buffer.alloc(22);
    about.writeUInt16LE(flags, 0);
    about.writeUInt16LE(date, 6);
    about.writeUInt32LE(crcOf(content), 8);
    about.writeUInt32LE(sizeOf(content), 12);
    about.writeUInt32LE(sizeOf(content), 16);
    about.writeUInt16LE(file.length, 20);
    const local = Buffer.concat([numbers(localHeader, version), about, Buffer.alloc(2), file]);
    // Comment, disk, attributes, and where the file is.
    const placement = Buffer.alloc(14);
    placement.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([numbers(centralHeader, version, version), about, Buffer.alloc(2), placement, file]));
    archive.push(local, ...content);
    offset += local.length + sizeOf(content);
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return [...archive, ...directory, numbers(endOfDirectory), end];
}

function numbers(signature: number, ...shorts: number[]): Buffer {
  const buffer = Buffer.alloc(4 + 2 * shorts.length);
  buffer.writeUInt32LE(signature);
  shorts.forEach((value, index) => {
    buffer.writeUInt16LE(value, 4 + 2 * index);
  });
  return buffer;
}
