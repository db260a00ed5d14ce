import type { SyntaxNode, Tree } from '@lezer/common';
import { stringLiteral } from './literals.ts';
import { childrenOf } from './parse.ts';

/** Where a name comes from: `import a.b as n` has no `name`, `from a.b import c as n` has the name `c`. */
export interface ImportedName {
  module: string;
  name: string | null;
}

/** What a script's names stand for, as far as that is plain to see. */
export interface Names {
  /** The first import that binds a name. */
  imports: ReadonlyMap<string, ImportedName>;
  /** How often a name is bound in the script, in whatever scope. */
  bindings: ReadonlyMap<string, number>;
  /** Names that the whole script binds once, to a string literal: those have that value wherever they are used. */
  constants: ReadonlyMap<string, string>;
}

export function namesOf(tree: Tree, text: string): Names {
  const imports = new Map<string, ImportedName>();
  const bindings = new Map<string, number>();
  const constants = new Map<string, string>();
  tree.iterate({
    enter(cursor) {
      if (!binders.has(cursor.name)) return;
      for (const { name, imported, literal } of bindingsIn(cursor.node, text)) {
        bindings.set(name, (bindings.get(name) ?? 0) + 1);
        if (imported && !imports.has(name)) imports.set(name, imported);
        if (literal !== undefined) constants.set(name, literal);
      }
    },
  });
  for (const name of constants.keys()) if (bindings.get(name) !== 1) constants.delete(name);
  return { imports, bindings, constants };
}

interface Binding {
  name: string;
  imported?: ImportedName;
  /** The string that an assignment to this name alone gives it. */
  literal?: string;
}

function bindingsIn(node: SyntaxNode, text: string): Binding[] {
  if (node.name === 'ImportStatement') return [...importsOf(node, text)];
  if (node.name !== 'AssignStatement') return boundNames(targetsOf(node), text).map((name) => ({ name }));
  const { targets, value } = assignmentOf(node);
  const names = boundNames(targets, text);
  const alone = targets.length === 1 && targets[0]?.name === 'VariableName';
  const literal = alone && value ? stringLiteral(value, text) : null;
  return names.map((name) => (literal === null ? { name } : { name, literal }));
}

function* importsOf(statement: SyntaxNode, text: string): Generator<Binding> {
  let from: string | null = null;
  let part: 'module' | 'names' = 'module';
  let path = '';
  let alias: string | null = null;
  let aliased = false;
  function* taken(): Generator<Binding> {
    const [first = ''] = path.split('.');
    if (from !== null && path !== '') yield { name: alias ?? path, imported: { module: from, name: path } };
    else if (path !== '') {
      yield { name: alias ?? first, imported: { module: alias === null ? first : path, name: null } };
    }
    path = '';
    alias = null;
    aliased = false;
  }
  for (const { name, from: start, to } of childrenOf(statement)) {
    if (name === 'from') from = '';
    else if (name === 'import') part = 'names';
    else if (from !== null && part === 'module') from += text.slice(start, to);
    else if (name === 'as') aliased = true;
    else if (name === ',') yield* taken();
    else if (name === 'VariableName' && aliased) alias = text.slice(start, to);
    else if (name === 'VariableName' || name === '.') path += text.slice(start, to);
  }
  yield* taken();
}

/** What stands left of an assignment’s last `=`, and the one expression right of it if it is one. */
function assignmentOf(statement: SyntaxNode): { targets: SyntaxNode[]; value: SyntaxNode | null } {
  const targets: SyntaxNode[] = [];
  let sinceLast: SyntaxNode[] = [];
  for (const child of childrenOf(statement)) {
    if (child.name === 'AssignOp') {
      targets.push(...sinceLast.filter(({ name }) => name !== 'TypeDef'));
      sinceLast = [];
    } else sinceLast.push(child);
  }
  const [value] = sinceLast;
  return { targets, value: value && sinceLast.length === 1 ? value : null };
}

/** Between which of its children a node binds names. */
interface BindingPlaces {
  atStart?: true;
  after?: readonly string[];
  until?: readonly string[];
}

const loop: BindingPlaces = { after: ['for'], until: ['in'] };

const bindingPlaces: ReadonlyMap<string, BindingPlaces> = new Map([
  ['ForStatement', loop],
  ['ComprehensionExpression', loop],
  ['ArrayComprehensionExpression', loop],
  ['SetComprehensionExpression', loop],
  ['DictionaryComprehensionExpression', loop],
  ['ArgList', loop],
  ['UpdateStatement', { atStart: true, until: ['UpdateOp'] }],
  ['NamedExpression', { atStart: true, until: ['AssignOp'] }],
  ['WithStatement', { after: ['as'], until: [',', 'Body'] }],
  ['TryStatement', { after: ['as'], until: ['Body'] }],
  ['AsPattern', { after: ['as'] }],
  ['CapturePattern', { atStart: true }],
  ['FunctionDefinition', { after: ['def'], until: ['TypeParamList', 'ParamList'] }],
  ['ClassDefinition', { after: ['class'], until: ['TypeParamList', 'ArgList', 'Body'] }],
  ['ParamList', { atStart: true, after: [','], until: ['AssignOp'] }],
]);

const binders: ReadonlySet<string> = new Set(['ImportStatement', 'AssignStatement', ...bindingPlaces.keys()]);

function targetsOf(node: SyntaxNode): SyntaxNode[] {
  const places = bindingPlaces.get(node.name);
  const targets: SyntaxNode[] = [];
  if (!places) return targets;
  let binding = places.atStart ?? false;
  for (const child of childrenOf(node)) {
    if (places.after?.includes(child.name)) binding = true;
    else if (places.until?.includes(child.name)) binding = false;
    else if (binding) targets.push(child);
  }
  return targets;
}

const patterns = new Set(['TupleExpression', 'ArrayExpression', 'ParenthesizedExpression']);

function boundNames(targets: readonly SyntaxNode[], text: string): string[] {
  const names: string[] = [];
  const waiting = [...targets];
  for (let target = waiting.pop(); target; target = waiting.pop()) {
    if (target.name === 'VariableName') names.push(text.slice(target.from, target.to));
    else if (patterns.has(target.name)) for (const part of childrenOf(target)) waiting.push(part);
  }
  return names;
}
