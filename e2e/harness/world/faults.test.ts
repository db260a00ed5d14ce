import { expect, test } from 'vitest';
import { createFaults } from './faults.ts';

test('a fault hits so many requests of its host and path, and HEAD uses up none of a body', () => {
  const faults = createFaults();
  faults.add({ host: 'f.test', path: /\.whl$/, times: 2, fault: { kind: 'corrupt' } });
  faults.add({ host: 'f.test', path: /^/, fault: { kind: 'status', status: 503 } });
  expect(faults.take('f.test', 'HEAD', '/a.whl')).toEqual({ kind: 'status', status: 503 });
  expect(faults.take('f.test', 'GET', '/a.whl')).toEqual({ kind: 'corrupt' });
  expect(faults.take('f.test', 'GET', '/a.whl.metadata')).toEqual({ kind: 'status', status: 503 });
  expect(faults.take('f.test', 'GET', '/b.whl')).toEqual({ kind: 'corrupt' });
  expect(faults.take('f.test', 'GET', '/c.whl')).toEqual({ kind: 'status', status: 503 });
  expect(faults.take('g.test', 'GET', '/a.whl')).toBeNull();
  faults.clear();
  expect(faults.take('f.test', 'GET', '/c.whl')).toBeNull();
});
