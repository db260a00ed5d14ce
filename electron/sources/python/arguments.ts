import type { SyntaxNode } from '@lezer/common';
import { stringLiteral, withoutParentheses } from './literals.ts';
import type { Names } from './names.ts';
import { childrenOf } from './parse.ts';

/** A script’s text, and what its names stand for. */
export interface NamedText {
  text: string;
  names: Names;
}

/** Arguments by the names of their parameters; what `*` and `**` unpack stays unknown. */
export function argumentsOf(list: SyntaxNode, positional: readonly string[], text: string): Map<string, SyntaxNode> {
  const given = new Map<string, SyntaxNode>();
  let next = 0;
  let argument: SyntaxNode[] = [];
  const take = () => {
    const [first, operator, value] = argument;
    if (first?.name === '*') next = positional.length;
    else if (first && operator?.name === 'AssignOp' && value) given.set(text.slice(first.from, first.to), value);
    else if (first && first.name !== '**') {
      const parameter = positional[next];
      if (parameter !== undefined) given.set(parameter, first);
      next += 1;
    }
    argument = [];
  };
  for (const child of childrenOf(list)) {
    if (child.name === ',' || child.name === ')') take();
    else if (child.name !== '(') argument.push(child);
  }
  take();
  return given;
}

/** `otherwise` for an argument that is not given or `None`; null where it cannot be read. */
export function stringOf(
  argument: SyntaxNode | undefined,
  { text, names }: NamedText,
  otherwise: string | null,
): string | null {
  const node = argument && withoutParentheses(argument);
  if (!node || node.name === 'None') return otherwise;
  if (node.name === 'VariableName') return names.constants.get(text.slice(node.from, node.to)) ?? null;
  return stringLiteral(node, text);
}

/** One string or a list of them; none for an argument that is not given or `None`, null where it cannot be read. */
export function stringsOf(argument: SyntaxNode | undefined, script: NamedText): string[] | null {
  const node = argument && withoutParentheses(argument);
  if (!node || node.name === 'None') return [];
  if (node.name !== 'ArrayExpression' && node.name !== 'TupleExpression') {
    const only = stringOf(node, script, null);
    return only === null ? null : [only];
  }
  const strings: string[] = [];
  for (const child of childrenOf(node)) {
    if ('[](),'.includes(child.name)) continue;
    const each = stringOf(child, script, null);
    if (each === null) return null;
    strings.push(each);
  }
  return strings;
}
