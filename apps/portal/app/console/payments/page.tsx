import { may } from '@rockpool/db/domain/roles';
import { purchaseStates } from '@rockpool/db/views/payments';
import type { Metadata } from 'next';
import { env } from '@/env.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { openTable } from '@/features/console/table.ts';
import type { TableParams } from '@/features/console/table-query.ts';
import { PaymentsPage } from '@/features/payments/payments-page.tsx';
import { purchaseColumns } from '@/features/payments/purchase-columns.tsx';
import { listedPurchases } from '@/features/payments/tables.ts';
import { getLocale, getTranslator } from '@/i18n/translator.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consolePayments');
  return { title: t('title') };
}

export default async function PurchasesPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { staff, table } = await openTable(listedPurchases, searchParams);
  const [t, locale] = await Promise.all([getTranslator('consolePayments'), getLocale()]);
  return (
    <PaymentsPage part="purchases">
      <ConsoleTable
        {...table}
        label={t('part.purchases')}
        columns={purchaseColumns(t, locale, may(staff.role, 'payments.refund') && Boolean(env().stripe))}
        rowKey={({ id }) => id}
        empty={t('empty.purchases')}
        fields={[
          { kind: 'text', name: 'q', label: t('search'), placeholder: t('searchHint') },
          {
            kind: 'choice',
            name: 'state',
            label: t('state'),
            options: purchaseStates.map((value) => ({ value, text: t(`purchaseState.${value}`) })),
          },
        ]}
      />
    </PaymentsPage>
  );
}
