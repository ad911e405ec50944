import { tiers } from '@rockpool/db/domain/plan';
import { subscriptionsTable } from '@rockpool/db/views/payments';
import { readTable } from '@rockpool/db/views/table';
import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { tierName } from '@/features/benefit/refusal-text.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { requireStaff } from '@/features/console/current-staff.ts';
import { FilterSelect, FilterText } from '@/features/console/filter-field.tsx';
import { readTableQuery, sliceOf, type TableParams } from '@/features/console/table-query.ts';
import { PaymentsPage } from '@/features/payments/payments-page.tsx';
import { subscriptionColumns } from '@/features/payments/subscription-columns.tsx';
import { subscriptionsShape, subscriptionStates } from '@/features/payments/tables.ts';
import { getTranslator } from '@/i18n/translator.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consolePayments');
  return { title: t('part.subscriptions') };
}

export default async function SubscriptionsPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  await requireStaff('payments.read');
  const query = readTableQuery(subscriptionsShape, await searchParams);
  const [t, page] = await Promise.all([
    getTranslator('consolePayments'),
    readTable(db(), subscriptionsTable, query, sliceOf(query)),
  ]);
  const { q, tier, state } = query.filters;
  return (
    <PaymentsPage part="subscriptions">
      <ConsoleTable
        label={t('part.subscriptions')}
        shape={subscriptionsShape}
        query={query}
        page={page}
        columns={subscriptionColumns(t)}
        rowKey={({ id }) => id}
        empty={t('empty.subscriptions')}
        csv="/console/payments/subscriptions/export.csv"
        filters={
          <>
            <FilterText name="q" label={t('search')} value={q} placeholder={t('searchHint')} />
            <FilterSelect
              name="tier"
              label={t('plan')}
              value={tier}
              options={tiers.map((value) => ({ value, text: tierName(value) }))}
            />
            <FilterSelect
              name="state"
              label={t('state')}
              value={state}
              options={subscriptionStates.map((value) => ({ value, text: t(`subscriptionState.${value}`) }))}
            />
          </>
        }
      />
    </PaymentsPage>
  );
}
