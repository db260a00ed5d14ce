/** One element of a pattern: what one character may be, or `*`. */
type Element = 'any run' | ((character: string) => boolean);

/**
 * Says of paths whether they match one of `include` (every path does where that is empty) and none of `exclude`. Patterns
 * are those of Python's `fnmatch`, as the hub's own client takes them: `*` and `?` match slashes too, and a pattern that
 * ends in `/` means all below it. The time for a path grows with its length times the pattern's, whatever they are.
 */
export function createPathFilter(patterns: { include: string[]; exclude: string[] }): (path: string) => boolean {
  const [included, excluded] = [patterns.include, patterns.exclude].map((texts) =>
    texts.map((text) => parse(text.endsWith('/') ? `${text}*` : text)),
  );
  const matchesOne = (all: Element[][] | undefined, characters: string[]): boolean =>
    all?.some((pattern) => matches(pattern, characters)) ?? false;
  return (path) => {
    const characters = [...path];
    return (patterns.include.length === 0 || matchesOne(included, characters)) && !matchesOne(excluded, characters);
  };
}

function parse(text: string): Element[] {
  const characters = [...text];
  const elements: Element[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    const end = character === '[' ? endOfSet(characters, at) : -1;
    if (character === '*') elements.push('any run');
    else if (character === '?') elements.push(() => true);
    else if (end === -1) elements.push((other) => other === character);
    else {
      elements.push(parseSet(characters.slice(at + 1, end)));
      at = end;
    }
  }
  return elements;
}

/** Where a set that begins at `start` has its `]`; -1 where it has none and `[` means itself. */
function endOfSet(characters: string[], start: number): number {
  let first = start + 1;
  if (characters[first] === '!') first += 1;
  // A set is never empty: a `]` that comes first is one of its members.
  return characters.indexOf(']', first + 1);
}

function parseSet(members: string[]): (character: string) => boolean {
  const negated = members[0] === '!';
  const ranges: Array<[number, number]> = [];
  for (let at = negated ? 1 : 0; at < members.length; at += 1) {
    const isRange = members[at + 1] === '-' && at + 2 < members.length;
    ranges.push([codeOf(members[at]), codeOf(members[isRange ? at + 2 : at])]);
    if (isRange) at += 2;
  }
  return (character) => {
    const code = codeOf(character);
    return ranges.some(([low, high]) => low <= code && code <= high) !== negated;
  };
}

function codeOf(character: string | undefined): number {
  return character?.codePointAt(0) ?? Number.NaN;
}

/** After a mismatch only the last `*` needs to take one character more: an earlier one could win nothing by it. */
function matches(pattern: Element[], characters: string[]): boolean {
  let [at, next] = [0, 0];
  let run: { at: number; next: number } | null = null;
  while (at < characters.length) {
    const element = pattern[next];
    if (element === 'any run') {
      next += 1;
      run = { at, next };
    } else if (element?.(characters[at] ?? '')) {
      at += 1;
      next += 1;
    } else if (run) {
      run.at += 1;
      at = run.at;
      next = run.next;
    } else {
      return false;
    }
  }
  return pattern.slice(next).every((element) => element === 'any run');
}
