/**
 * Half of what may be lost of a connection when the program is killed: one block is written while the next one fills. Much
 * larger ones leave the processor's cache before they are hashed and written.
 */
export const blockBytes = 512 * 1024;

const maxSpare = 16;

/** Memory that is used again: fresh buffers at this rate would keep the garbage collector busy. */
export interface BlockPool {
  take(): Buffer;
  giveBack(block: Buffer): void;
}

export function createBlockPool(): BlockPool {
  const spare: Buffer[] = [];
  return {
    take: () => spare.pop() ?? Buffer.allocUnsafeSlow(blockBytes),
    giveBack(block) {
      if (spare.length < maxSpare) spare.push(block);
    },
  };
}
