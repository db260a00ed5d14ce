import { rounded } from './measure.ts';
import type { Row } from './suite.ts';

const columns = ['row', 'ours', 'theirs', 'unit', 'ratio', 'goal', 'holds', 'n'] as const;
const textColumns: ReadonlySet<string> = new Set(['row', 'unit']);

/** One JSON object, without a line end. */
export function toJson(row: Row): string {
  const { ours, theirs, ratio } = row;
  const figures = { ours: rounded(ours), theirs: theirs && rounded(theirs), ratio: ratio && rounded(ratio) };
  return JSON.stringify({ ...row, ...figures });
}

/** The rows under a heading line, in columns. */
export function toTable(rows: readonly Row[]): string {
  const lines = [columns.map(String), ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const pad = (text: string, index: number) =>
    textColumns.has(columns[index] ?? '') ? text.padEnd(widths[index] ?? 0) : text.padStart(widths[index] ?? 0);
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

function cell(value: Row[keyof Row]): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'NO';
  return typeof value === 'number' ? String(rounded(value)) : value;
}
