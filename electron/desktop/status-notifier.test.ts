import { expect, test } from 'vitest';
import { hasStatusNotifier, type RunProgram } from './status-notifier.ts';

const session = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' };

/** Programs that answer; all others are not installed. */
function installed(answers: Record<string, string>): { run: RunProgram; asked: string[] } {
  const asked: string[] = [];
  const run: RunProgram = async (program) => {
    asked.push(program);
    const answer = answers[program];
    if (answer === undefined) throw new Error('ENOENT');
    return answer;
  };
  return { run, asked };
}

test.each([
  ['dbus-send', '   boolean true\n', true],
  ['dbus-send', '   boolean false\n', false],
  ['gdbus', '(true,)\n', true],
  ['gdbus', '(false,)\n', false],
  ['busctl', 'b true\n', true],
  ['busctl', 'b false\n', false],
])('%s answering %j means %s', async (program, answer, expected) => {
  expect(await hasStatusNotifier(session, installed({ [program]: answer }).run)).toBe(expected);
});

test('the first program that answers decides', async () => {
  const { run, asked } = installed({ gdbus: '(false,)', busctl: 'b true' });
  expect(await hasStatusNotifier(session, run)).toBe(false);
  expect(asked).toEqual(['dbus-send', 'gdbus']);
});

test('a desktop that nobody can ask has none', async () => {
  expect(await hasStatusNotifier(session, installed({}).run)).toBe(false);
});

test('without a bus nothing is asked', async () => {
  const { run, asked } = installed({ 'dbus-send': 'boolean true' });
  expect(await hasStatusNotifier({ XDG_RUNTIME_DIR: '/nonexistent' }, run)).toBe(false);
  expect(asked).toEqual([]);
});
