import { cx } from 'class-variance-authority';
import { ArrowDown, ArrowUp } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';

export type Column<Row, Sort extends string = string> = {
  id: string;
  head: ReactNode;
  /** by which its head orders the table */
  sort?: Sort;
  align?: 'end';
  cell: (row: Row) => ReactNode;
};

export type Order<Sort extends string = string> = {
  sort: Sort;
  descending: boolean;
  /** the same table in another order */
  href: (sort: Sort, descending: boolean) => string;
};

/**
 * A table made on the server. Heads that order it are links; one that is too wide scrolls inside its card, under a
 * head that stays. The first cell of a row leads to `rowHref`.
 */
export function DataTable<Row, Sort extends string>(props: {
  /** its name for screen readers */
  label: string;
  columns: Column<Row, NoInfer<Sort>>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowHref?: (row: Row) => string;
  order?: Order<Sort>;
}) {
  const { label, columns, rows, rowKey, rowHref, order } = props;
  return (
    <div
      role="region"
      aria-label={label}
      // with the keyboard too it can be scrolled
      tabIndex={0}
      className="max-h-[75dvh] overflow-auto rounded-card border border-line bg-surface shadow-card"
    >
      <table
        aria-label={label} // a column is never squeezed below its longest word: what does not fit scrolls
        className="w-full border-separate border-spacing-0 text-sm wrap-break-word"
      >
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.id} column={column} order={order} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className="group hover:bg-sunken">
              {columns.map((column, index) => (
                <td
                  key={column.id}
                  className={cx(
                    'max-w-md min-w-24 border-b border-line px-3 py-2.5 align-top group-last:border-b-0',
                    column.align === 'end' && 'text-right tabular',
                  )}
                >
                  {index === 0 && rowHref ? (
                    <Link
                      href={rowHref(row)}
                      prefetch={false}
                      className="font-medium whitespace-nowrap text-accent underline decoration-1 underline-offset-3 hover:decoration-2"
                    >
                      {column.cell(row)}
                    </Link>
                  ) : (
                    column.cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head<Row, Sort extends string>({
  column: { head, sort, align },
  order,
}: {
  column: Column<Row, Sort>;
  order: Order<Sort> | undefined;
}) {
  const isOrder = order !== undefined && sort !== undefined && order.sort === sort;
  const Arrow = isOrder && order.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={isOrder ? (order.descending ? 'descending' : 'ascending') : undefined}
      className={cx(
        'sticky top-0 z-10 border-b border-line bg-surface px-3 py-2.5 text-left font-medium whitespace-nowrap text-ink-2',
        align === 'end' && 'text-right',
      )}
    >
      {sort !== undefined && order ? (
        <Link
          href={order.href(sort, isOrder ? !order.descending : false)}
          prefetch={false}
          scroll={false}
          className={cx('inline-flex items-center gap-1 hover:text-ink', isOrder && 'text-ink')}
        >
          {head}
          <Arrow aria-hidden className={cx('size-3.5', !isOrder && 'opacity-0')} />
        </Link>
      ) : (
        head
      )}
    </th>
  );
}
