import { expect, test } from 'vitest';
import { differences } from './difference.ts';

test.each([
  [null, null, []],
  [7, 14, [{ path: '', before: '7', after: '14' }]],
  [null, { role: 'admin' }, [{ path: 'role', before: null, after: 'admin' }]],
  [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, [{ path: 'a.c', before: '2', after: '3' }]],
  [{ ips: [] }, { ips: ['::1', '10.0.0.0/8'] }, [{ path: 'ips', before: '[]', after: '::1, 10.0.0.0/8' }]],
  [{ stock: null }, { stock: 5 }, [{ path: 'stock', before: '–', after: '5' }]],
  [{ list: [{ x: 1 }] }, { list: [{ x: 2 }] }, [{ path: 'list.0.x', before: '1', after: '2' }]],
])('from %j to %j', (before, after, rows) => {
  expect(differences(before, after)).toEqual(rows);
});
