import { describe, expect, it } from 'vitest';
import { setupFailure } from './setup-failure.ts';

const limits = { wheelsOnly: false };

const noIndex = [
  "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NameResolutionError(\"Failed to resolve 'index'\")': /simple/x/",
  'ERROR: Could not find a version that satisfies the requirement x (from versions: none)',
  'ERROR: No matching distribution found for x',
];

describe('setupFailure', () => {
  it('says that no wheel fits, and which setting forbids builds, where only wheels are accepted', () => {
    expect(setupFailure(noIndex.slice(1), 1, limits).message).toBe('No package fits “x”.');
    const { message, remedy } = setupFailure(noIndex.slice(1), 1, { wheelsOnly: true });
    expect(message).toMatch(/No ready wheel fits “x”/);
    expect(remedy).toMatchObject({ text: expect.stringContaining('Wheels only'), action: { section: 'network' } });
  });

  it.each([
    ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.', /hash differs/],
    ['ERROR: ResolutionImpossible: for help visit', /contradict/],
    ['error: subprocess-exited-with-error', /built from source/],
    ['OSError: [Errno 28] No space left on device', /disk space/],
    ['something new', /exit code 9/],
  ])('explains %s', (line, message) => {
    const failure = setupFailure(['Collecting x', line], 9, limits);
    expect(failure.message).toMatch(message);
    expect(failure.remedy?.text).toBeTruthy();
    expect(failure.details).toContain(line);
  });

  it('shows the last useful lines: the error and what follows, no retries, no notices', () => {
    const noise = Array.from({ length: 40 }, (_, index) => `Collecting package-${index}`);
    const { details = [] } = setupFailure(
      [...noise, ...noIndex, '[notice] A new release of pip is available'],
      1,
      limits,
    );
    expect(details).toHaveLength(12);
    expect(details.slice(-2)).toEqual(noIndex.slice(1));
    expect(details.join()).not.toMatch(/Retrying|notice/);
  });
});
