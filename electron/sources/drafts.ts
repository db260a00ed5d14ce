import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobDraft, JobSource, JobSpec } from '../../shared/jobs.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';
import type { Settings } from '../../shared/settings.ts';
import { exampleFolder } from './examples.ts';
import { readJobSource, scriptOf } from './job-source.ts';
import { checkTimeout, type Overrides, specOf, wishesOf } from './job-spec.ts';
import { invalidJob } from './refusals.ts';
import { scriptNeeds } from './script-needs.ts';
import { copyTree, readTree, writing } from './tree.ts';

export interface PrepareOptions {
  /** Where the job's files go: an empty folder, or none yet. */
  contentFolder: string;
  examplesFolder: string;
  settings: Settings;
}

export interface PreparedJob {
  spec: JobSpec;
  source: JobSource;
}

/**
 * Checks a new job and copies what it brings: `inputs/` with all its files but its wheels, and `wheels/`. Both are there
 * afterwards, if empty. What was copied before an error is left for the caller to remove.
 * @throws AppError `invalid_job`, `invalid_requirements`, `not_found` for an unknown example, `disk_full`
 */
export async function prepareDraft(draft: JobDraft, options: PrepareOptions): Promise<PreparedJob> {
  switch (draft.kind) {
    case 'form':
      return { spec: await prepareForm(draft, options), source: { kind: 'form' } };
    case 'path':
      return {
        spec: await preparePath(draft.path, draft.overrides, options),
        source: { kind: 'path', path: draft.path },
      };
    case 'example': {
      const folder = await exampleFolder(options.examplesFolder, draft.example);
      return { spec: await preparePath(folder, {}, options), source: { kind: 'example', example: draft.example } };
    }
  }
}

async function prepareForm(draft: Extract<JobDraft, { kind: 'form' }>, options: PrepareOptions): Promise<JobSpec> {
  const script = 'script.py';
  const bytes = Buffer.from(draft.scriptText);
  const text = scriptOf(bytes, script);
  const needs = await scriptNeeds({ text, path: script, models: [], isInput: (path) => path === script });
  const spec = specOf({ ...draft, ...needs, script });
  checkTimeout(spec, options.settings.limits.maxTimeoutSeconds);
  const inputs = join(options.contentFolder, 'inputs');
  await writing(async () => {
    await mkdir(inputs, { recursive: true });
    await mkdir(join(options.contentFolder, 'wheels'), { recursive: true });
    await writeFile(join(inputs, script), bytes);
  });
  return spec;
}

async function preparePath(path: string, overrides: Overrides, options: PrepareOptions): Promise<JobSpec> {
  const source = await readJobSource(path);
  const spec = specOf(await wishesOf(source, overrides));
  checkTimeout(spec, options.settings.limits.maxTimeoutSeconds);
  await copyTree(source.root, source.inputs, join(options.contentFolder, 'inputs'));
  const wheels = { folders: [], files: source.wheels, bytes: 0 };
  await copyTree(join(source.root, 'wheels'), wheels, join(options.contentFolder, 'wheels'));
  return spec;
}

/**
 * Copies what an earlier job brought for a new one, without a look at where it once came from.
 * @throws AppError `invalid_job` where the earlier job's files are gone, `disk_full`
 */
export async function restage(fromContentFolder: string, toContentFolder: string): Promise<void> {
  const kept = await stat(fromContentFolder).catch(() => null);
  if (!kept) throw invalidJob(sentence('earlier_files_gone'), advice('submit_from_source'));
  await copyTree(fromContentFolder, await readTree(fromContentFolder), toContentFolder);
}
