import { describe, expect, it } from 'vitest';
import type { LogBatch, LogLine } from '../../shared/logs.ts';
import { createLogFlow } from './log-flow.ts';

const line = (seq: number): LogLine => ({
  seq,
  time: 0,
  phase: 'executing',
  stream: 'stdout',
  text: '',
  continues: false,
});
const batch = (from: number, total: number): LogBatch => ({
  jobId: 'x',
  lines: Array.from({ length: total - from }, (_, index) => line(from + index)),
  total,
  bytes: 0,
  droppedBytes: 0,
});

describe('createLogFlow', () => {
  it('has one batch under way at a time, and sends what came meanwhile as one', () => {
    const sent: number[][] = [];
    const flow = createLogFlow(({ lines }) => sent.push(lines.map(({ seq }) => seq)));
    flow.push(batch(0, 1));
    flow.push(batch(1, 2));
    flow.push(batch(2, 4));
    expect(sent).toEqual([[0]]);
    flow.taken();
    expect(sent).toEqual([[0], [1, 2, 3]]);
    flow.taken();
    flow.push(batch(4, 5));
    expect(sent).toEqual([[0], [1, 2, 3], [4]]);
  });

  it('keeps the newest lines only for a window that takes nothing', () => {
    const sent: LogBatch[] = [];
    const flow = createLogFlow((next) => sent.push(next));
    for (let from = 0; from < 10_000; from += 100) flow.push(batch(from, from + 100));
    flow.taken();
    expect(sent[1]?.lines).toHaveLength(500);
    expect(sent[1]).toMatchObject({ total: 10_000 });
    expect(sent[1]?.lines.at(-1)?.seq).toBe(9_999);
  });
});
