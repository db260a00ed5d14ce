import type { SyntaxNode } from '@lezer/common';
import { childrenOf } from './parse.ts';

/** The string that an expression is, when it is nothing but literals; null for bytes, f-strings and all else. */
export function stringLiteral(expression: SyntaxNode, text: string): string | null {
  const node = withoutParentheses(expression);
  if (node?.name === 'String') return decoded(text.slice(node.from, node.to));
  if (node?.name !== 'ContinuedString') return null;
  let joined = '';
  for (const part of childrenOf(node)) {
    // Behind a literal, the parser may take any text for another one whose opening quote is missing.
    if (part.firstChild?.type.isError && part.firstChild.from === part.from) continue;
    const value = part.name === 'String' ? decoded(text.slice(part.from, part.to)) : null;
    if (value === null) return null;
    joined += value;
  }
  return joined;
}

/** The expression inside any number of parentheses. */
export function withoutParentheses(expression: SyntaxNode): SyntaxNode | null {
  let node: SyntaxNode | null = expression;
  while (node?.name === 'ParenthesizedExpression') {
    const [, inner] = childrenOf(node);
    node = inner ?? null;
  }
  return node;
}

function decoded(source: string): string | null {
  const [opening, prefix = '', quote = ''] = /^([rRuU]?)('''|"""|'|")/.exec(source) ?? [];
  if (opening === undefined) return null;
  const closed = source.length >= opening.length + quote.length && source.endsWith(quote);
  if (!closed) return null;
  const body = source.slice(opening.length, -quote.length).replace(/\r\n?/g, '\n');
  return prefix.toLowerCase() === 'r' ? body : unescaped(body);
}

const simpleEscapes = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** Null where an escape is wrong, or names a character by its Unicode name. */
function unescaped(body: string): string | null {
  let readable = true;
  const value = body.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S])|$)/g,
    (all: string, octal?: string, x?: string, u?: string, U?: string, character?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      const code = Number.parseInt(x ?? u ?? U ?? '', 16);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
      if (character === undefined || 'xuUN'.includes(character)) readable = false;
      return simpleEscapes.get(character ?? '') ?? all;
    },
  );
  return readable ? value : null;
}
