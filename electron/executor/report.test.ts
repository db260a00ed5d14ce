import { describe, expect, it } from 'vitest';
import { createReportFilter, newReportToken } from './report.ts';

const report = {
  reason: 'exited',
  signal: null,
  seconds: 1.5,
  cpuSeconds: 0.2,
  peakMemoryBytes: 1024,
  usedBytes: 4096,
  diskBytes: 1e12,
  diskFreeBytes: 5e11,
};

function filter(token: string, chunks: Buffer[]) {
  const reports = createReportFilter(token);
  const passed = chunks.map((chunk) => reports.pass(chunk).toString());
  const { report: found, rest } = reports.end();
  return { text: passed.join('') + rest.toString(), found };
}

describe('createReportFilter', () => {
  it('finds the report and keeps it out of the log, however the bytes are cut', () => {
    const token = newReportToken();
    const bytes = Buffer.from(`last words${token} ${JSON.stringify(report)}\n`);
    for (let size = 1; size <= bytes.length; size += 1) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      expect(filter(token, chunks)).toEqual({ text: 'last words', found: report });
    }
  });

  it('takes no forged report for the real one, and loses no byte of it', () => {
    const forged = `${newReportToken()} ${JSON.stringify({ ...report, reason: 'deadline' })}\n`;
    expect(filter(newReportToken(), [Buffer.from(forged), Buffer.from('\u001e'), Buffer.from('end')])).toEqual({
      text: `${forged}\u001eend`,
      found: null,
    });
  });

  it('holds nothing back of ordinary output', () => {
    const reports = createReportFilter(newReportToken());
    expect(reports.pass(Buffer.from('a line\n')).toString()).toBe('a line\n');
  });

  it('gives no report where process 1 was killed before it could write one', () => {
    const token = newReportToken();
    expect(filter(token, [Buffer.from(`text${token} {"reason":`)]).found).toBeNull();
    expect(filter(token, [Buffer.from('text')]).found).toBeNull();
  });
});
