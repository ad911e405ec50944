import type { TablePage } from '@rockpool/db/views/table';
import { Download, Inbox, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { core } from 'zod';
import { getTranslator } from '../../i18n/translator.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Card } from '../../ui/card.tsx';
import { csvRowsMax } from './csv.ts';
import {
  hasFilters,
  pageRows,
  pagesMax,
  tableHref,
  type TableQuery,
  type TableShape,
} from './table-query.ts';

/** A table of the console whole: filters, count, export, rows, pages. Works without script. */
export async function ConsoleTable<Row, Sort extends string, F extends Record<string, core.$ZodType>>(props: {
  label: string;
  shape: TableShape<Sort, F>;
  query: TableQuery<Sort, F>;
  page: TablePage<Row>;
  columns: Column<Row, NoInfer<Sort>>[];
  rowKey: (row: Row) => string;
  rowHref?: (row: Row) => string;
  /** fields of the filter form, named as the shape's filters; their values come from the query */
  filters?: ReactNode;
  /** what an empty table without filters says */
  empty: ReactNode;
  /** route that answers the same rows as a file */
  csv?: `/console/${string}`;
}) {
  const { label, shape, query, page, columns, rowKey, rowHref, filters, empty, csv } = props;
  const t = await getTranslator('consoleTable');
  const { total } = page;
  const current = Math.floor(page.offset / pageRows) + 1;
  const last = Math.min(Math.ceil(total / pageRows), pagesMax);
  const isFiltered = hasFilters(query);
  return (
    <div className="space-y-3">
      {filters && (
        <form
          action={shape.path}
          role="search"
          aria-label={t('filter')}
          className="flex flex-wrap items-end gap-3"
        >
          {filters}
          <input type="hidden" name="sort" value={query.sort} />
          <input type="hidden" name="dir" value={query.descending ? 'desc' : 'asc'} />
          <Button type="submit" size="sm" className="min-h-11">
            {t('apply')}
          </Button>
          {isFiltered && (
            <ButtonLink
              href={tableHref(shape, query, { filters: {} })}
              look="quiet"
              size="sm"
              prefetch={false}
              className="min-h-11"
            >
              {t('clear')}
            </ButtonLink>
          )}
        </form>
      )}
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-3 text-sm text-ink-2">
        <p className="tabular">{t('count', { count: total })}</p>
        {csv && total > 0 && (
          <span className="flex flex-wrap items-center gap-2">
            {total > csvRowsMax && <span>{t('csvBound', { max: csvRowsMax })}</span>}
            {/* a plain link: a file is no page to go to */}
            <a
              href={tableHref(shape, query, {}, csv)}
              download
              className="inline-flex min-h-9 items-center gap-2 rounded-card px-3 font-medium hover:bg-sunken hover:text-ink"
            >
              <Download aria-hidden className="size-4" />
              {t('csv')}
            </a>
          </span>
        )}
      </div>
      {total === 0 ? (
        <Card>
          {isFiltered ? (
            <EmptyState
              icon={SearchX}
              action={
                <ButtonLink href={tableHref(shape, query, { filters: {} })} size="sm" prefetch={false}>
                  {t('clear')}
                </ButtonLink>
              }
            >
              {t('emptyFiltered')}
            </EmptyState>
          ) : (
            <EmptyState icon={Inbox}>{empty}</EmptyState>
          )}
        </Card>
      ) : (
        <DataTable
          label={label}
          columns={columns}
          rows={page.rows}
          rowKey={rowKey}
          {...(rowHref && { rowHref })}
          order={{
            sort: query.sort,
            descending: query.descending,
            href: (sort, descending) => tableHref(shape, query, { sort, descending }),
          }}
        />
      )}
      {last > 1 && (
        <nav aria-label={t('pages')} className="flex flex-wrap items-center justify-between gap-3 text-sm">
          <span className="text-ink-2 tabular">
            {t('page', { page: current, last })}
            {total > pagesMax * pageRows && ` · ${t('pagesBound', { max: pagesMax * pageRows })}`}
          </span>
          <span className="flex gap-2">
            {current > 1 && (
              <ButtonLink href={tableHref(shape, query, { page: current - 1 })} size="sm" prefetch={false}>
                {t('previous')}
              </ButtonLink>
            )}
            {current < last && (
              <ButtonLink href={tableHref(shape, query, { page: current + 1 })} size="sm" prefetch={false}>
                {t('next')}
              </ButtonLink>
            )}
          </span>
        </nav>
      )}
    </div>
  );
}
