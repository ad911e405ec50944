import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineTable, pagesMax, readTableQuery, sliceOf, tableHref } from './table-query.ts';

const shape = defineTable({
  path: '/console/things',
  sorts: ['made', 'name'],
  first: { sort: 'made', descending: true },
  filters: { q: z.string(), phase: z.enum(['running', 'failed']) },
});
const paramsOf = (href: string) => Object.fromEntries(new URL(href, 'http://portal.test').searchParams);

describe('the address of a table', () => {
  test('without parameters means the first page in the first order', () => {
    expect(readTableQuery(shape, {})).toEqual({ sort: 'made', descending: true, page: 1, filters: {} });
  });

  test.each([
    [
      { sort: 'name', dir: 'desc' },
      { sort: 'name', descending: true },
    ],
    [
      { sort: 'name; drop table users', dir: 'desc' },
      { sort: 'made', descending: true },
    ],
    [{ dir: 'asc' }, { descending: true }],
    [{ page: '3' }, { page: 3 }],
    [{ page: '-1' }, { page: 1 }],
    [{ page: '1e9' }, { page: pagesMax }],
    [{ page: '2.5' }, { page: 1 }],
    [{ phase: 'failed' }, { filters: { phase: 'failed' } }],
    [{ phase: 'flying', unknown: 'x' }, { filters: {} }],
    [{ phase: ['failed', 'running'] }, { filters: { phase: 'failed' } }],
    [{ q: '   ' }, { filters: {} }],
    [{ q: 'x'.repeat(5_000) }, { filters: { q: 'x'.repeat(200) } }],
  ])('%j is read as %j', (params, expected) => {
    expect(readTableQuery(shape, params)).toMatchObject(expected);
  });

  test('says whatever was chosen, so that reading it again chooses the same', () => {
    const choices = fc.record({
      sort: fc.constantFrom('made' as const, 'name' as const),
      descending: fc.boolean(),
      page: fc.integer({ min: 1, max: pagesMax }),
      filters: fc.record(
        {
          q: fc
            .string({ minLength: 1, maxLength: 50 })
            .map((text) => text.trim())
            .filter(Boolean),
          phase: fc.constantFrom('running' as const, 'failed' as const),
        },
        { requiredKeys: [] },
      ),
    });
    fc.assert(
      fc.property(choices, (chosen) => {
        expect(readTableQuery(shape, paramsOf(tableHref(shape, chosen, { page: chosen.page })))).toEqual(
          chosen,
        );
      }),
    );
  });

  test('of another order begins at the first page and keeps the filters', () => {
    const query = readTableQuery(shape, { page: '7', phase: 'failed' });
    const other = readTableQuery(
      shape,
      paramsOf(tableHref(shape, query, { sort: 'name', descending: false })),
    );
    expect(other).toEqual({ sort: 'name', descending: false, page: 1, filters: { phase: 'failed' } });
  });

  test('never asks the database for more than a page, or for rows behind the last page there is', () => {
    expect(sliceOf({ page: 1 })).toEqual({ limit: 50, offset: 0 });
    expect(sliceOf(readTableQuery(shape, { page: '99999999' }))).toEqual({ limit: 50, offset: 9_950 });
  });
});
