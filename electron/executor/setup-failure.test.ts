import { describe, expect, it } from 'vitest';
import { createLastLines, setupFailure } from './setup-failure.ts';

const noIndex = [
  "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NameResolutionError(\"Failed to resolve 'index'\")': /simple/x/",
  'ERROR: Could not find a version that satisfies the requirement x (from versions: none)',
  'ERROR: No matching distribution found for x',
];

describe('setupFailure', () => {
  it('says that the index is out of reach rather than that the package does not exist', () => {
    expect(setupFailure(noIndex, 1).message).toMatch(/index could not be reached/);
    expect(setupFailure(noIndex.slice(1), 1).message).toBe('No package fits “x”.');
  });

  it.each([
    ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.', /hash differs/],
    ['ERROR: ResolutionImpossible: for help visit', /contradict/],
    ['error: subprocess-exited-with-error', /built from source/],
    ['OSError: [Errno 28] No space left on device', /disk space/],
    ['something new', /exit code 9/],
  ])('explains %s', (line, message) => {
    const failure = setupFailure(['Collecting x', line], 9);
    expect(failure.message).toMatch(message);
    expect(failure.remedy?.text).toBeTruthy();
    expect(failure.details).toContain(line);
  });

  it('shows the last useful lines: the error and what follows, no retries, no notices', () => {
    const noise = Array.from({ length: 40 }, (_, index) => `Collecting package-${index}`);
    const { details = [] } = setupFailure([...noise, ...noIndex, '[notice] A new release of pip is available'], 1);
    expect(details).toHaveLength(12);
    expect(details.slice(-2)).toEqual(noIndex.slice(1));
    expect(details.join()).not.toMatch(/Retrying|notice/);
  });
});

describe('createLastLines', () => {
  it('keeps the last lines only, as plain text, and the unfinished one', () => {
    const last = createLastLines();
    for (let index = 0; index < 1_000; index += 1) last.push(`line ${index}\n`);
    last.push('\u001b[31mred\u001b[0m\nend');
    expect(last.lines()).toHaveLength(201);
    expect(last.lines().slice(-3)).toEqual(['line 999', 'red', 'end']);
  });
});
