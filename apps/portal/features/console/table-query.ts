/** What the address of a table's page says: which rows, in which order, which page. Unknown values are ignored. */
import type { Slice } from '@rockpool/db/views/table';
import { core } from 'zod';

/** A table's filters by their names in the address. */
export type Filters = Record<string, core.$ZodType>;

/** A table's own choices: what it can be ordered by, first by which, and its filters by their names in the address. */
export interface TableShape<Sort extends string, F extends Filters> {
  path: `/console/${string}`;
  sorts: readonly [Sort, ...Sort[]];
  /** the order when the address names none */
  first: { sort: Sort; descending: boolean };
  filters: F;
}

export type FilterValues<F extends Filters> = { [K in keyof F]?: core.output<F[K]> };

export interface TableQuery<Sort extends string, F extends Filters = Filters> {
  sort: Sort;
  descending: boolean;
  /** 1 is the first */
  page: number;
  filters: FilterValues<F>;
}

export type TableParams = Record<string, string | string[] | undefined>;

export const pageRows = 50;
/** further back, a narrower filter finds faster than paging; the database would read all that comes before */
export const pagesMax = 200;
const textMax = 200;

/** Keeps the types of a shape. */
export const defineTable = <const Sort extends string, F extends Filters>(shape: TableShape<Sort, F>) =>
  shape;

export function readTableQuery<Sort extends string, F extends Filters>(
  shape: TableShape<Sort, F>,
  params: TableParams,
): TableQuery<Sort, F> {
  const filters: FilterValues<F> = {};
  for (const [name, type] of Object.entries(shape.filters)) {
    const text = one(params[name]);
    if (text === '') continue;
    const value = core.safeParse(type, text);
    if (value.success) filters[name as keyof F] = value.data as FilterValues<F>[keyof F];
  }
  const sort = shape.sorts.find((name) => name === one(params.sort));
  const dir = one(params.dir);
  const page = Number(one(params.page));
  return {
    sort: sort ?? shape.first.sort,
    descending: sort && (dir === 'asc' || dir === 'desc') ? dir === 'desc' : shape.first.descending,
    page: Number.isInteger(page) ? Math.min(Math.max(page, 1), pagesMax) : 1,
    filters,
  };
}

const one = (value: string | string[] | undefined) =>
  // no database stores a NUL, and none is looked for
  ((Array.isArray(value) ? value[0] : value) ?? '').replaceAll('\0', '').trim().slice(0, textMax);

export const sliceOf = ({ page }: Pick<TableQuery<string>, 'page'>): Slice => ({
  limit: pageRows,
  offset: (page - 1) * pageRows,
});

export const hasFilters = ({ filters }: Pick<TableQuery<string>, 'filters'>) =>
  Object.keys(filters).length > 0;

/** The address of the same table with something changed; a new order or filter begins at the first page. */
export function tableHref<Sort extends string, F extends Filters>(
  shape: TableShape<Sort, F>,
  query: TableQuery<Sort, F>,
  change: Partial<TableQuery<Sort, F>> = {},
  path: string = shape.path,
): string {
  const wanted = { ...query, page: 1, ...change };
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted.filters)) params.set(name, textOf(value));
  if (wanted.sort !== shape.first.sort || wanted.descending !== shape.first.descending) {
    params.set('sort', wanted.sort);
    params.set('dir', wanted.descending ? 'desc' : 'asc');
  }
  if (wanted.page > 1) params.set('page', String(wanted.page));
  return params.size > 0 ? `${path}?${params}` : path;
}

/** A filter's value as its form field and the address write it. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
