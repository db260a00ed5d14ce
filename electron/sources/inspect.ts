import type { JobInspection } from '../../shared/jobs.ts';
import { readJobSource } from './job-source.ts';
import { specOf, wishesOf } from './job-spec.ts';

/**
 * Looks at a job folder or a script and says what it would run as. Copies nothing.
 * @throws AppError `invalid_job`, `invalid_requirements`
 */
export async function inspectPath(path: string): Promise<JobInspection> {
  const source = await readJobSource(path);
  const spec = specOf(await wishesOf(source));
  return { path, spec, files: source.inputs.files.length, bytes: source.inputs.bytes, wheels: source.wheels };
}
