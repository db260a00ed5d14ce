import { expect, test } from 'vitest';
import { readStartArguments } from './start-arguments.ts';

const id = '0123456789abcdefghij';

test('a link is found among what Chromium adds, wherever it stands', () => {
  const argv = ['/opt/app', '--no-sandbox', `computeswarm://job/${id}`, '--allow-file-access-from-files', '/opt/x'];
  expect(readStartArguments(argv)).toEqual({ hidden: false, destination: { view: 'job', id }, refused: [] });
});

test('a link that is not one is told, in one clean line, and does not stand in the way of a good one', () => {
  const { destination, refused } = readStartArguments([
    'app',
    `computeswarm://job/x\nFORGED LINE \u202e${'a'.repeat(500)}`,
    'COMPUTESWARM://overview',
    'computeswarm://gpus',
  ]);
  expect(destination).toEqual({ view: 'gpus' });
  expect(refused).toHaveLength(2);
  expect(refused[0]).toMatch(/^computeswarm:\/\/job\/x FORGED LINE a+…$/);
});

test('only the exact flag hides the window', () => {
  expect(readStartArguments(['app', '--hidden']).hidden).toBe(true);
  expect(readStartArguments(['app', '--hidden=1', 'hidden', 'computeswarm://overview/--hidden']).hidden).toBe(false);
});
