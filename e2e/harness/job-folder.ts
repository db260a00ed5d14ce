import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sourceDistribution } from '../../electron/testing/packages.ts';

export interface JobFolder {
  script: string;
  requirements?: string;
  /** Carried packages that are built in setup: name → Python that runs during the build. */
  packages?: Record<string, string>;
}

/** Writes a job folder below `parent`; returns its path. */
export async function writeJobFolder(parent: string, job: JobFolder): Promise<string> {
  const folder = await mkdtemp(path.join(parent, 'job-'));
  await writeFile(path.join(folder, 'script.py'), job.script);
  if (job.requirements !== undefined) await writeFile(path.join(folder, 'requirements.txt'), job.requirements);
  for (const [name, duringBuild] of Object.entries(job.packages ?? {})) {
    const { file, bytes } = await sourceDistribution(name, duringBuild);
    await mkdir(path.join(folder, 'wheels'), { recursive: true });
    await writeFile(path.join(folder, 'wheels', file), bytes);
  }
  return folder;
}
