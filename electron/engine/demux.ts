export interface OutputFrame {
  stream: 'stdout' | 'stderr';
  bytes: Buffer;
}

const headerLength = 8;

/**
 * Takes apart the engine's multiplexed output (8-byte header: stream, three zeros, big-endian length; then the bytes).
 * Works in a loop and hands out parts of a frame as they arrive, so neither many small frames nor one huge frame
 * can exhaust stack or memory. Format: Docker Engine API, ContainerAttach.
 */
export function createDemuxer(): (chunk: Buffer) => Generator<OutputFrame> {
  const header = Buffer.alloc(headerLength);
  let headerFilled = 0;
  let remaining = 0;

  return function* push(chunk) {
    let offset = 0;
    while (offset < chunk.length) {
      if (remaining === 0) {
        const copied = chunk.copy(header, headerFilled, offset, offset + headerLength - headerFilled);
        offset += copied;
        headerFilled += copied;
        if (headerFilled < headerLength) return;
        headerFilled = 0;
        remaining = header.readUInt32BE(4);
        continue;
      }
      const bytes = chunk.subarray(offset, offset + remaining);
      offset += bytes.length;
      remaining -= bytes.length;
      yield { stream: header[0] === 2 ? 'stderr' : 'stdout', bytes };
    }
  };
}
