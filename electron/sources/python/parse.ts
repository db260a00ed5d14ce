import { setImmediate } from 'node:timers/promises';
import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';

/** What reading one script may cost: parser steps, which bound its memory, and milliseconds of computing. */
export interface ParseBudget {
  steps: number;
  milliseconds: number;
}

/** Enough for some ten thousand lines of ordinary code. */
const defaultBudget: ParseBudget = { steps: 200_000, milliseconds: 3_000 };

/** Between two slices the process does its other work. */
const sliceMilliseconds = 10;

/**
 * The syntax tree of a script. A script with syntax errors has one as well; of a script that costs more than `budget`,
 * it is the tree of its beginning.
 */
export async function parsePython(text: string, budget: ParseBudget = defaultBudget): Promise<Tree> {
  const parse = parser.startParse(text);
  let steps = 0;
  let spent = 0;
  for (;;) {
    const start = performance.now();
    let slice = 0;
    while (slice < sliceMilliseconds) {
      const exhausted = steps >= budget.steps || spent + slice >= budget.milliseconds;
      if (exhausted && parse.stoppedAt === null) parse.stopAt(parse.parsedPos);
      const tree = parse.advance();
      if (tree) return tree;
      steps += 1;
      slice = performance.now() - start;
    }
    spent += slice;
    await setImmediate();
  }
}

/** The children of a node that mean something: no comments, and nothing that a syntax error left behind. */
export function* childrenOf(node: SyntaxNode): Generator<SyntaxNode> {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'Comment' && !child.type.isError) yield child;
  }
}
