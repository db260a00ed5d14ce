import { plainLine } from '../../shared/text.ts';

const keptLines = 200;

/** Remembers the last lines of a program's output, for the failure that may follow. */
export function createLastLines(): { push(text: string): void; lines(): string[] } {
  let lines: string[] = [];
  let pending = '';
  return {
    push(text) {
      const parts = (pending + text).split('\n');
      pending = (parts.pop() ?? '').slice(-4096);
      lines = [...lines, ...parts.map(plainLine)].slice(-keptLines);
    },
    lines: () => (pending === '' ? lines : [...lines, plainLine(pending)]),
  };
}
