import { historyKinds, userHistory, type HistoryRow } from '@rockpool/db/views/console-user-history';
import { readTable } from '@rockpool/db/views/table';
import {
  Bell,
  CalendarDays,
  ClipboardList,
  Coins,
  CreditCard,
  FileCheck,
  LogIn,
  Monitor,
  ReceiptText,
  type LucideIcon,
} from 'lucide-react';
import { z } from 'zod';
import { db } from '../../db.ts';
import { getTranslator } from '../../i18n/translator.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { ConsoleTime } from '../console/console-time.tsx';
import { TablePages } from '../console/table-pages.tsx';
import { defineTable, readTableQuery, sliceOf, tableHref, type TableParams } from '../console/table-query.ts';
import { HistoryRefund } from './history-refund.tsx';
import { HistoryText } from './history-text.tsx';

const icons: Record<HistoryRow['kind'], LucideIcon> = {
  days: CalendarDays,
  points: Coins,
  purchase: CreditCard,
  plan_payment: ReceiptText,
  consent: FileCheck,
  reminder: Bell,
  sign_in: LogIn,
  phase: Monitor,
  audit: ClipboardList,
};

/** Everything that happened with one user, newest first, a page at a time, all or one kind of it. */
export async function UserHistory(props: {
  userId: string;
  phone: string;
  params: TableParams;
  mayRefund: boolean;
}) {
  const { userId, phone, params, mayRefund } = props;
  const shape = defineTable({
    path: `/console/users/${userId}`,
    sorts: ['at'],
    first: { sort: 'at', descending: true },
    filters: { kind: z.enum(historyKinds) },
  });
  const query = readTableQuery(shape, params);
  const { kind } = query.filters;
  const [t, table, page] = await Promise.all([
    getTranslator('consoleUsers'),
    getTranslator('consoleTable'),
    readTable(db(), userHistory, { userId, kind }, sliceOf(query)),
  ]);
  const kindLink = (value: (typeof historyKinds)[number] | undefined, text: string) => (
    <ButtonLink
      key={value ?? 'all'}
      href={`${tableHref(shape, query, { filters: value ? { kind: value } : {} })}#history`}
      size="sm"
      look={value === kind ? 'secondary' : 'quiet'}
      aria-current={value === kind ? 'true' : undefined}
      prefetch={false}
      scroll={false}
    >
      {text}
    </ButtonLink>
  );
  return (
    <Card id="history">
      <CardHead title={t('history')} hint={t('historyHint')} />
      <nav aria-label={t('historyKinds')} className="mb-4 flex flex-wrap gap-1">
        {kindLink(undefined, table('any'))}
        {historyKinds.map((value) => kindLink(value, t(`kind.${value}`)))}
      </nav>
      {page.rows.length === 0 ? (
        <p className="py-6 text-center text-ink-2">{t('historyEmpty')}</p>
      ) : (
        <ol className="divide-y divide-line text-sm">
          {page.rows.map((row) => {
            const Icon = icons[row.kind];
            return (
              <li key={row.key} className="flex gap-3 py-2.5">
                <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-2" />
                <div className="min-w-0 flex-1 break-words">
                  <HistoryText row={row} />
                  {mayRefund && <HistoryRefund row={row} phone={phone} />}
                </div>
                <span className="shrink-0 text-ink-2">
                  <ConsoleTime at={row.at} />
                </span>
              </li>
            );
          })}
        </ol>
      )}
      <TablePages shape={shape} query={query} page={page} hash="#history" className="mt-4" />
    </Card>
  );
}
