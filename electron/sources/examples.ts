import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Example } from '../../shared/jobs.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';
import { readJobSource } from './job-source.ts';
import { specOf, wishesOf } from './job-spec.ts';

/** The jobs that come with the app: every folder of `examplesFolder` that has a `job.json`, in order of their ids. */
export async function listExamples(examplesFolder: string): Promise<Example[]> {
  const examples: Example[] = [];
  for (const id of await exampleIds(examplesFolder)) {
    const source = await readJobSource(join(examplesFolder, id));
    const spec = specOf(await wishesOf(source));
    examples.push({ id, title: spec.name, description: source.file.description ?? '', spec });
  }
  return examples;
}

/** The folder of an example. @throws AppError `not_found` */
export async function exampleFolder(examplesFolder: string, id: string): Promise<string> {
  if ((await exampleIds(examplesFolder)).includes(id)) return join(examplesFolder, id);
  throw new AppError({
    code: 'not_found',
    ...sentence('example_unknown', { id: id.slice(0, 60) }),
    retryable: false,
    remedy: advice('choose_listed_example'),
  });
}

async function exampleIds(examplesFolder: string): Promise<string[]> {
  const ids: string[] = [];
  for (const entry of await readdir(examplesFolder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    if ((await readdir(join(examplesFolder, entry.name))).includes('job.json')) ids.push(entry.name);
  }
  return ids.sort();
}
