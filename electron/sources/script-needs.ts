import { advice, sentence } from '../../shared/languages/sentence.ts';
import { type ModelDeclaration, type ModelRequest, maxModels } from '../../shared/models.ts';
import { detectModels } from './detect-models.ts';
import { invalidJob } from './refusals.ts';
import { readScriptMetadata } from './script-metadata.ts';

/** What a job needs besides what its form or its requirements file says. */
export interface ScriptNeeds {
  /** Requirement lines of the script’s metadata. */
  dependencies: string[];
  models: ModelRequest[];
}

export interface ScriptSource {
  text: string;
  /** Names the script in errors. */
  path: string;
  /** What `job.json` names. */
  models: readonly ModelDeclaration[];
  isInput: (path: string) => boolean;
}

/**
 * What a script says that it needs, and what is seen in it.
 * @throws AppError `invalid_job`, `invalid_requirements`
 */
export async function scriptNeeds({ text, path, models, isInput }: ScriptSource): Promise<ScriptNeeds> {
  const metadata = readScriptMetadata(text, path);
  const declared = onceEach([...models, ...metadata.models]);
  if (declared.length > maxModels) {
    throw invalidJob(
      sentence('too_many_models', { count: declared.length, most: maxModels }),
      advice('name_fewer_models'),
    );
  }
  const idOf = ({ type, repo }: ModelDeclaration) => `${type} ${repo}`;
  const named = new Set(declared.map(idOf));
  const detected = (await detectModels(text, isInput)).filter((model) => !named.has(idOf(model)));
  const requests: ModelRequest[] = [
    ...declared.map((model) => ({ ...model, origin: 'declared' as const })),
    ...detected.map((model) => ({ ...model, origin: 'detected' as const })),
  ];
  return { dependencies: metadata.dependencies, models: requests.slice(0, maxModels) };
}

function onceEach(models: readonly ModelDeclaration[]): ModelDeclaration[] {
  const keyOf = ({ repo, type, revision, include, exclude }: ModelDeclaration) =>
    JSON.stringify([repo, type, revision, include, exclude]);
  return [...new Map(models.map((model) => [keyOf(model), model])).values()];
}
