import { expect, test } from 'vitest';
import { engineError } from './errors.ts';

const endpoint = 'unix:///var/run/docker.sock';
const answer = (message: string) => Object.assign(new Error(message), { statusCode: 500, json: { message } });

test('an engine that answers while it ends is lost, and one that refuses is not', () => {
  const ending = answer("error while mounting volume '/data': get cs-job: database not open");
  expect(engineError(ending, endpoint).failure.code).toBe('engine_lost');
  expect(engineError(answer('something else'), endpoint).failure.code).toBe('engine_error');
});
