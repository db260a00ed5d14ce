import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const rectangleSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
});

const windowMemorySchema = z.object({
  /** Where the window is while it is neither maximised nor full screen; null before it was ever moved. */
  bounds: rectangleSchema.nullable(),
  maximised: z.boolean(),
  fullScreen: z.boolean(),
  /** Chromium's: 0 is 100 %, each step a fifth more or less. */
  zoomLevel: z.number().min(-8).max(9),
  /** Whether the person knows that closing the window leaves the app in the tray. */
  knowsTray: z.boolean(),
});

/** What the window remembers from one start to the next. Not a setting: nobody decides it. */
export type WindowMemory = z.infer<typeof windowMemorySchema>;

const fresh: WindowMemory = { bounds: null, maximised: false, fullScreen: false, zoomLevel: 0, knowsTray: false };

export interface WindowMemoryStore {
  read(): WindowMemory;
  /** @throws where the file cannot be written; it is remembered until the app ends all the same */
  write(change: Partial<WindowMemory>): void;
}

/** Opens the memory; a file that is damaged counts as none. */
export function openWindowMemory(file: string): WindowMemoryStore {
  let memory = readMemory(file);
  return {
    read: () => memory,
    write(change) {
      const next = { ...memory, ...change };
      if (JSON.stringify(next) === JSON.stringify(memory)) return;
      memory = next;
      const partial = `${file}.partial`;
      writeFileSync(partial, `${JSON.stringify(memory)}\n`, { mode: 0o600 });
      renameSync(partial, file);
    },
  };
}

function readMemory(file: string): WindowMemory {
  try {
    return windowMemorySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return fresh;
  }
}
