import { describe, expect, it } from 'vitest';
import { formatSeconds } from '../../shared/units.ts';
import { elapsedOf } from '../elapsed.ts';
import { createWords } from './words.ts';

const {
  describeFetching,
  describeProgress,
  describeSource,
  formatAgo,
  formatBrief,
  formatLeft,
  formatRunning,
  nameOf,
} = createWords('en');

describe('describeProgress', () => {
  it('shows how far a download of known size is', () => {
    expect(
      describeProgress({ step: 'downloading', file: 'a.whl', index: 2, count: 5, bytes: 512, totalBytes: 2048 }),
    ).toEqual({ label: 'Downloading a.whl', detail: 'file 2 of 5 so far · 512 B of 2.0 KiB', fraction: 0.25 });
  });

  it('claims no share of a download of unknown size, nor of an empty upload', () => {
    const download = { step: 'downloading', file: 'a', index: 1, count: 1, bytes: 512, totalBytes: null } as const;
    expect(describeProgress(download)).toMatchObject({ fraction: null, detail: 'file 1 of 1 so far · 512 B' });
    expect(describeProgress({ step: 'uploading', bytes: 0, totalBytes: 0 }).fraction).toBeNull();
  });

  it('never shows more than all', () => {
    expect(describeProgress({ step: 'uploading', bytes: 30, totalBytes: 20 }).fraction).toBe(1);
  });
});

describe('describeFetching', () => {
  const repository = { type: 'model', state: 'fetching', files: 2, filesDone: 1 } as const;
  const one = { ...repository, repo: 'acme/one', bytes: 512, totalBytes: 1024 };
  const other = { ...repository, repo: 'acme/other', bytes: 256, totalBytes: 2048 };

  it('names the only repository, and counts several', () => {
    expect(describeFetching({ repositories: [one] })).toEqual({
      label: 'Fetching acme/one',
      detail: '512 B of 1.0 KiB',
      fraction: 0.5,
    });
    expect(describeFetching({ repositories: [one, other] })).toEqual({
      label: 'Fetching 2 repositories',
      detail: '768 B of 3.0 KiB',
      fraction: 0.25,
    });
  });

  it('claims no share while the files of one are unknown', () => {
    const listing = { ...other, bytes: 0, totalBytes: null };
    expect(describeFetching({ repositories: [one, listing] })).toMatchObject({ detail: '512 B', fraction: null });
    expect(describeFetching({ repositories: [listing] })).toMatchObject({ detail: '', fraction: null });
  });
});

describe('names from strangers', () => {
  it('are cleaned, and replaced when nothing is left', () => {
    expect(nameOf('a\u202eb\nc')).toBe('a b c');
    expect(nameOf('\u0000\u200b')).toBe('Untitled job');
    expect(describeSource({ kind: 'path', path: 'C:\\jobs\\my\u0007 job\\' })).toBe('my job');
    expect(describeSource({ kind: 'path', path: '/' })).toBe('/');
  });
});

describe('times', () => {
  it('count whole seconds while they run', () => {
    expect(formatRunning(3_900)).toBe('3 s');
    expect(formatRunning(-50)).toBe('0 s');
    expect(formatRunning(65_900)).toBe('1 min 05 s');
  });

  it('stop with the job', () => {
    expect(elapsedOf({ startedAt: 1000, endedAt: null }, 4000)).toBe(3000);
    expect(elapsedOf({ startedAt: 1000, endedAt: 2500 }, 4000)).toBe(1500);
    expect(elapsedOf({ startedAt: null, endedAt: 2500 }, 4000)).toBeNull();
  });

  it('are told in milliseconds while they are short', () => {
    expect([0, 0.4, 84.2, 999.4].map(formatBrief)).toEqual(['0 ms', '0 ms', '84 ms', '999 ms']);
    expect([999.6, 1_250, 61_000].map(formatBrief)).toEqual(['1.0 s', '1.3 s', '1 min 01 s']);
  });

  it('are told roughly once they are past', () => {
    const ago = (milliseconds: number) => formatAgo(1_700_000_000_000 - milliseconds, 1_700_000_000_000);
    const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
    expect([-5, 0, minute - 1].map(ago)).toEqual(['just now', 'just now', 'just now']);
    expect([minute, hour - 1, hour, day - 1].map(ago)).toEqual(['1 min ago', '59 min ago', '1 h ago', '23 h ago']);
    expect([day, 31 * day].map(ago)).toEqual(['1 day ago', '31 days ago']);
    expect(ago(33 * day)).toMatch(/^1[12] Oct 2023$/);
  });

  it('are told roughly while they are to come', () => {
    expect([0, 4, 21, 55].map(formatLeft)).toEqual(['5 s', '5 s', '25 s', '55 s']);
    expect([56, 61, 3_540].map(formatLeft)).toEqual(['1 min', '2 min', '59 min']);
    expect([3_541, 3_601].map(formatLeft)).toEqual(['1 h 00 min', '1 h 10 min']);
  });

  it('are written out in every unit they have', () => {
    expect(formatSeconds(0)).toBe('0 s');
    expect(formatSeconds(90)).toBe('1 min 30 s');
    expect(formatSeconds(90_061)).toBe('1 d 1 h 1 min 1 s');
  });
});
