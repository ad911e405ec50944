import type { TablePage } from '@rockpool/db/views/table';
import { cx } from 'class-variance-authority';
import { getTranslator } from '../../i18n/translator.ts';
import { ButtonLink } from '../../ui/button.tsx';
import {
  pageRows,
  pagesMax,
  tableHref,
  type Filters,
  type TableQuery,
  type TableShape,
} from './table-query.ts';

/** Which page of how many, and the ways to its neighbours; nothing where all is on one page. */
export async function TablePages<Sort extends string, F extends Filters>(props: {
  shape: TableShape<Sort, F>;
  query: TableQuery<Sort, F>;
  page: Pick<TablePage<unknown>, 'total' | 'offset'>;
  /** where on its page the table begins */
  hash?: `#${string}`;
  className?: string;
}) {
  const { shape, query, hash = '', className } = props;
  const { total, offset } = props.page;
  const page = Math.floor(offset / pageRows) + 1;
  const last = Math.min(Math.ceil(total / pageRows), pagesMax);
  if (last <= 1) return null;
  const t = await getTranslator('consoleTable');
  const link = (to: number, text: string) => (
    <ButtonLink href={`${tableHref(shape, query, { page: to })}${hash}`} size="sm" prefetch={false}>
      {text}
    </ButtonLink>
  );
  return (
    <nav
      aria-label={t('pages')}
      className={cx('flex flex-wrap items-center justify-between gap-3 text-sm', className)}
    >
      <span className="text-ink-2 tabular">
        {t('page', { page, last })}
        {total > pagesMax * pageRows && ` · ${t('pagesBound', { max: pagesMax * pageRows })}`}
      </span>
      <span className="flex gap-2">
        {page > 1 && link(page - 1, t('previous'))}
        {page < last && link(page + 1, t('next'))}
      </span>
    </nav>
  );
}
