import { may } from '@rockpool/db/domain/roles';
import { planPaymentReasons, planPaymentStates } from '@rockpool/db/views/plan-payments';
import type { Metadata } from 'next';
import { env } from '@/env.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { openTable } from '@/features/console/table.ts';
import type { TableParams } from '@/features/console/table-query.ts';
import { PaymentsPage } from '@/features/payments/payments-page.tsx';
import { planPaymentColumns } from '@/features/payments/plan-payment-columns.tsx';
import { listedPlanPayments } from '@/features/payments/tables.ts';
import { getLocale, getTranslator } from '@/i18n/translator.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consolePayments');
  return { title: t('part.plans') };
}

export default async function PlanPaymentsPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { staff, table } = await openTable(listedPlanPayments, searchParams);
  const [t, locale] = await Promise.all([getTranslator('consolePayments'), getLocale()]);
  return (
    <PaymentsPage part="plans">
      <ConsoleTable
        {...table}
        label={t('part.plans')}
        columns={planPaymentColumns(t, locale, may(staff.role, 'payments.refund') && Boolean(env().stripe))}
        rowKey={({ id }) => id}
        empty={t('empty.plans')}
        fields={[
          { kind: 'text', name: 'q', label: t('search'), placeholder: t('searchHint') },
          {
            kind: 'choice',
            name: 'reason',
            label: t('reason'),
            options: planPaymentReasons.map((value) => ({ value, text: t(`planReason.${value}`) })),
          },
          {
            kind: 'choice',
            name: 'state',
            label: t('state'),
            options: planPaymentStates.map((value) => ({ value, text: t(`purchaseState.${value}`) })),
          },
        ]}
      />
    </PaymentsPage>
  );
}
