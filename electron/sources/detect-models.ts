import type { SyntaxNode } from '@lezer/common';
import { type ModelDeclaration, maxModels, modelDeclarationSchema } from '../../shared/models.ts';
import { type HubCall, hubCalls } from './hub-calls.ts';
import { argumentsOf, type NamedText, stringOf, stringsOf } from './python/arguments.ts';
import { type ImportedName, namesOf } from './python/names.ts';
import { type ParseBudget, parsePython } from './python/parse.ts';

interface Script extends NamedText {
  /** Whether a value names a file or folder that the job brings along. */
  isInput: (path: string) => boolean;
}

/**
 * The repositories that a script names in calls of well-known functions, in order of appearance, each repository and
 * revision once and at most `maxModels`. A call is left out if anything that decides what it fetches is not a literal,
 * or a name that stands for one.
 */
export async function detectModels(
  text: string,
  isInput: (path: string) => boolean,
  budget?: ParseBudget,
): Promise<ModelDeclaration[]> {
  const tree = await parsePython(text, budget);
  const script: Script = { text, names: namesOf(tree, text), isInput };
  const found = new Map<string, ModelDeclaration>();
  tree.iterate({
    enter(cursor) {
      if (cursor.name !== 'CallExpression') return;
      const model = modelOf(cursor.node, script);
      if (model === null) return;
      const key = JSON.stringify([model.type, model.repo, model.revision]);
      const earlier = found.get(key);
      if (earlier) found.set(key, bothOf(earlier, model));
      else if (found.size < maxModels) found.set(key, model);
    },
  });
  return [...found.values()];
}

/** All files of either, and as few others as patterns can say. */
function bothOf(one: ModelDeclaration, other: ModelDeclaration): ModelDeclaration {
  const include = [...new Set([...one.include, ...other.include])];
  const narrowed = one.include.length > 0 && other.include.length > 0;
  const merged = {
    ...one,
    include: narrowed ? include : [],
    exclude: one.exclude.filter((pattern) => other.exclude.includes(pattern)),
  };
  return modelDeclarationSchema.safeParse(merged).success ? merged : { ...merged, include: [] };
}

function modelOf(call: SyntaxNode, script: Script): ModelDeclaration | null {
  const callee = call.firstChild;
  const list = call.getChild('ArgList');
  const known = callee && list && knownCall(callee, script);
  if (!known) return null;
  const given = argumentsOf(list, known.positional, script.text);
  const id = stringOf(given.get(known.repo), script, null);
  if (id === null || script.isInput(id)) return null;
  const model = modelDeclarationSchema.safeParse({
    repo: known.idOf ? known.idOf(id) : id,
    type: stringOf(given.get('repo_type'), script, known.type),
    revision: stringOf(given.get('revision'), script, 'main'),
    include: known.oneFile ? fileOf(given, script) : stringsOf(given.get('allow_patterns'), script),
    exclude: stringsOf(given.get('ignore_patterns'), script),
  });
  return model.success ? model.data : null;
}

function knownCall(callee: SyntaxNode, script: Script): HubCall | null {
  if (callee.name === 'VariableName') return knownFunction(callee, script);
  return callee.name === 'MemberExpression' ? knownMember(callee, script) : null;
}

const isFrom = (known: HubCall, { module }: ImportedName) => module.split('.', 1)[0] === known.package;

/** A name that was imported from the right package, or that the script binds nowhere, as after `import *`. */
function knownFunction(callee: SyntaxNode, { text, names }: Script): HubCall | null {
  const name = text.slice(callee.from, callee.to);
  const imported = names.imports.get(name);
  const known = hubCalls.get(imported ? (imported.name ?? '') : name);
  if (!known || known.as === 'method') return null;
  return (imported ? isFrom(known, imported) : !names.bindings.has(name)) ? known : null;
}

function knownMember(callee: SyntaxNode, { text, names }: Script): HubCall | null {
  const property = callee.getChildren('PropertyName').at(-1);
  const known = property && hubCalls.get(text.slice(property.from, property.to));
  if (!known || known.package === null) return known ?? null;
  let object = callee.firstChild;
  while (object?.name === 'MemberExpression') object = object.firstChild;
  const imported = object?.name === 'VariableName' ? names.imports.get(text.slice(object.from, object.to)) : undefined;
  return (imported ? isFrom(known, imported) : known.as === 'both') ? known : null;
}

/** The pattern that only matches the file that the arguments name; null where they cannot be read. */
function fileOf(given: ReadonlyMap<string, SyntaxNode>, script: Script): string[] | null {
  const filename = stringOf(given.get('filename'), script, null);
  const subfolder = stringOf(given.get('subfolder'), script, '');
  if (filename === null || subfolder === null) return null;
  const path = subfolder === '' ? filename : `${subfolder}/${filename}`;
  return [path.replace(/[*?[]/g, '[$&]')];
}
