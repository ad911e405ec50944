import { may } from '@rockpool/db/domain/roles';
import { purchasesTable, purchaseStates } from '@rockpool/db/views/payments';
import { readTable } from '@rockpool/db/views/table';
import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { env } from '@/env.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { requireStaff } from '@/features/console/current-staff.ts';
import { FilterSelect, FilterText } from '@/features/console/filter-field.tsx';
import { readTableQuery, sliceOf, type TableParams } from '@/features/console/table-query.ts';
import { PaymentsPage } from '@/features/payments/payments-page.tsx';
import { purchaseColumns } from '@/features/payments/purchase-columns.tsx';
import { purchasesShape } from '@/features/payments/tables.ts';
import { getLocale, getTranslator } from '@/i18n/translator.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consolePayments');
  return { title: t('title') };
}

export default async function PurchasesPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { role } = await requireStaff('payments.read');
  const query = readTableQuery(purchasesShape, await searchParams);
  const [t, locale, page] = await Promise.all([
    getTranslator('consolePayments'),
    getLocale(),
    readTable(db(), purchasesTable, query, sliceOf(query)),
  ]);
  const { q, state } = query.filters;
  return (
    <PaymentsPage part="purchases">
      <ConsoleTable
        label={t('part.purchases')}
        shape={purchasesShape}
        query={query}
        page={page}
        columns={purchaseColumns(t, locale, may(role, 'payments.refund') && Boolean(env().stripe))}
        rowKey={({ id }) => id}
        empty={t('empty.purchases')}
        csv="/console/payments/export.csv"
        filters={
          <>
            <FilterText name="q" label={t('search')} value={q} placeholder={t('searchHint')} />
            <FilterSelect
              name="state"
              label={t('state')}
              value={state}
              options={purchaseStates.map((value) => ({ value, text: t(`purchaseState.${value}`) }))}
            />
          </>
        }
      />
    </PaymentsPage>
  );
}
