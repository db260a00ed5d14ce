import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createEngine } from '../../electron/engine/engine.ts';

export interface EngineContents {
  containers: string[];
  volumes: string[];
}

export const nothing: EngineContents = { containers: [], volumes: [] };

/** What the app of a data folder has in an engine, asked of the engine itself. */
export async function contentsOf(dataFolder: string, host: string): Promise<EngineContents> {
  const instance = (await readFile(path.join(dataFolder, 'instance'), 'utf8')).trim();
  const engine = createEngine({ setting: () => host, environment: {} });
  try {
    return await engine.findLabelled(`computeswarm.instance=${instance}`);
  } finally {
    engine.close();
  }
}
