import path from 'node:path';

/** Where the files of one job lie in the data folder. */
export interface JobFolder {
  root: string;
  /** `inputs/` and `wheels/`, as they were when the job was submitted. */
  content: string;
  outputs: string;
  log: string;
}

export function jobFolder(dataFolder: string, id: string): JobFolder {
  const root = path.join(dataFolder, 'jobs', id);
  return { root, content: path.join(root, 'job'), outputs: path.join(root, 'outputs'), log: path.join(root, 'log') };
}
