import type { TablePage } from '@rockpool/db/views/table';
import { Download, Inbox, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { getTranslator } from '../../i18n/translator.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { csvRowsMax } from './csv.ts';
import { TableFilters, type FilterField } from './table-filters.tsx';
import { TablePages } from './table-pages.tsx';
import { hasFilters, tableHref, type Filters, type TableQuery, type TableShape } from './table-query.ts';

/** A table of the console whole: filters, count, export, rows, pages. Works without script. */
export async function ConsoleTable<Row, Sort extends string, F extends Filters>(props: {
  label: string;
  shape: TableShape<Sort, F>;
  query: TableQuery<Sort, F>;
  page: TablePage<Row>;
  columns: Column<Row, NoInfer<Sort>>[];
  rowKey: (row: Row) => string;
  rowHref?: (row: Row) => string;
  /** the fields of the filter form */
  fields: readonly FilterField<NoInfer<F>>[];
  /** what an empty table without filters says */
  empty: ReactNode;
  /** route that answers the same rows as a file */
  csv: `/console/${string}`;
}) {
  const { label, shape, query, page, columns, rowKey, rowHref, fields, empty, csv } = props;
  const t = await getTranslator('consoleTable');
  const { total } = page;
  return (
    <div className="space-y-3">
      <TableFilters shape={shape} query={query} fields={fields} />
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-3 text-sm text-ink-2">
        <p className="tabular">{t('count', { count: total })}</p>
        {total > 0 && (
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
          {hasFilters(query) ? (
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
      <TablePages shape={shape} query={query} page={page} />
    </div>
  );
}
