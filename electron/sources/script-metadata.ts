import { parse, TomlError } from 'smol-toml';
import { z } from 'zod';
import { advice, sentence } from '../../shared/languages/sentence.ts';
import { type ModelDeclaration, modelDeclarationSchema } from '../../shared/models.ts';
import { maxRequirements, parseRequirements } from '../../shared/requirements.ts';
import { type DependencyProblem, invalidDependencies, invalidJob } from './refusals.ts';

/** What a script says about itself in a block of inline script metadata. */
export interface ScriptMetadata {
  /** Requirement lines. */
  dependencies: string[];
  models: ModelDeclaration[];
}

/** `owner/name`, or `owner/name@revision`, for a table with those fields. */
function modelFields(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const at = value.indexOf('@');
  return at === -1 ? { repo: value } : { repo: value.slice(0, at), revision: value.slice(at + 1) };
}

/** Fields that are not this app’s are for other tools. */
const metadataSchema = z.object({
  dependencies: z.array(z.string()).max(maxRequirements).default([]),
  tool: z
    .object({
      computeswarm: z
        .strictObject({ models: z.array(z.preprocess(modelFields, modelDeclarationSchema)).default([]) })
        .optional(),
    })
    .optional(),
});

const maxBlockCharacters = 1024 * 1024;

/**
 * Reads the script’s block of the type `script`, as the specification of inline script metadata has it.
 * @param path names the script in errors
 * @throws AppError `invalid_job`, `invalid_requirements`
 */
export function readScriptMetadata(text: string, path: string): ScriptMetadata {
  const [block, second] = blocksOf(text).filter(({ type }) => type === 'script');
  if (!block) return { dependencies: [], models: [] };
  if (second) {
    throw invalidJob(
      sentence('several_metadata_blocks', { path, line: block.line, second: second.line }),
      advice('keep_one_block'),
    );
  }
  const parsed = metadataSchema.safeParse(tomlOf(block, path));
  if (!parsed.success) {
    const where = `${path}, metadata in line ${block.line}`;
    const details = parsed.error.issues.map(
      ({ path: field, message }) => `${where}: ${field.join('.') || 'whole'}: ${message}`,
    );
    throw invalidJob(
      sentence('metadata_unusable', { path, words: details[0]?.replace(`${where}: `, '') ?? '' }),
      advice('correct_metadata_fields'),
      details,
    );
  }
  return {
    dependencies: requirementsOf(parsed.data.dependencies, path),
    models: parsed.data.tool?.computeswarm?.models ?? [],
  };
}

interface Block {
  type: string;
  /** The line that opens the block, counted from 1. */
  line: number;
  content: string;
}

/**
 * A block lies in lines that are comments one after another: from the first line that opens one to the last that closes
 * one, with at least one between them. So there is at most one in each run of such lines.
 */
function blocksOf(text: string): Block[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let opened: { type: string; index: number } | null = null;
  let closed: number | null = null;
  lines.push('');
  for (const [index, line] of lines.entries()) {
    if (line === '#' || line.startsWith('# ')) {
      const type = /^# \/\/\/ ([a-zA-Z0-9-]+)$/.exec(line)?.[1];
      if (opened === null && type !== undefined) opened = { type, index };
      else if (opened !== null && line === '# ///' && index > opened.index + 1) closed = index;
      continue;
    }
    if (opened !== null && closed !== null) {
      const content = lines.slice(opened.index + 1, closed).map((each) => each.slice(2));
      blocks.push({ type: opened.type, line: opened.index + 1, content: `${content.join('\n')}\n` });
    }
    opened = null;
    closed = null;
  }
  return blocks;
}

function tomlOf({ content, line }: Block, path: string): unknown {
  if (content.length > maxBlockCharacters) {
    throw invalidJob(sentence('metadata_too_large', { path }), advice('keep_needed_metadata'));
  }
  try {
    return parse(content);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const why = (error.message.split('\n', 1)[0] ?? '').replace('Invalid TOML document: ', '');
    throw invalidJob(
      sentence('metadata_not_toml', { path, line: line + error.line, words: why }),
      advice('correct_named_line'),
      undefined,
      error,
    );
  }
}

function requirementsOf(dependencies: readonly string[], path: string): string[] {
  const requirements: string[] = [];
  const problems: DependencyProblem[] = [];
  for (const text of dependencies) {
    const parsed = parseRequirements(text);
    const [only] = parsed.requirements;
    const [wrong] = parsed.problems;
    if (wrong) problems.push({ text, problem: { message: wrong.problem, said: wrong.said } });
    else if (only === undefined || parsed.requirements.length > 1)
      problems.push({ text, problem: sentence('requirement_several') });
    else requirements.push(only);
  }
  if (problems.length > 0) throw invalidDependencies(path, problems);
  return requirements;
}
