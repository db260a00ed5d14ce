import { expect, it } from 'vitest';
import { type FileOrder, inOrder, orderAfter } from './file-order.ts';

const { compare } = new Intl.Collator('en', { numeric: true });
const files = [
  { path: 'epoch-10', bytes: 5 },
  { path: 'epoch-2', bytes: 5 },
  { path: 'a', bytes: 9 },
];
const paths = (order: FileOrder) => inOrder(files, order, compare).map(({ path }) => path);

it('orders by name as people count, and by size with equal ones by name', () => {
  expect(paths({ by: 'name', descending: false })).toEqual(['a', 'epoch-2', 'epoch-10']);
  expect(paths({ by: 'name', descending: true })).toEqual(['epoch-10', 'epoch-2', 'a']);
  expect(paths({ by: 'size', descending: true })).toEqual(['a', 'epoch-2', 'epoch-10']);
  expect(paths({ by: 'size', descending: false })).toEqual(['epoch-2', 'epoch-10', 'a']);
});

it('turns round with a second click, and begins with the largest sizes', () => {
  const byName = { by: 'name', descending: false } as const;
  expect(orderAfter(byName, 'name')).toEqual({ by: 'name', descending: true });
  expect(orderAfter(byName, 'size')).toEqual({ by: 'size', descending: true });
});
