import { tiers } from '@rockpool/db/domain/plan';
import type { Metadata } from 'next';
import { tierName } from '@/features/benefit/refusal-text.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { openTable } from '@/features/console/table.ts';
import type { TableParams } from '@/features/console/table-query.ts';
import { PaymentsPage } from '@/features/payments/payments-page.tsx';
import { subscriptionColumns } from '@/features/payments/subscription-columns.tsx';
import { subscriptionStates } from '@/features/payments/subscription-states.ts';
import { listedSubscriptions } from '@/features/payments/tables.ts';
import { getTranslator } from '@/i18n/translator.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consolePayments');
  return { title: t('part.subscriptions') };
}

export default async function SubscriptionsPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { table } = await openTable(listedSubscriptions, searchParams);
  const t = await getTranslator('consolePayments');
  return (
    <PaymentsPage part="subscriptions">
      <ConsoleTable
        {...table}
        label={t('part.subscriptions')}
        columns={subscriptionColumns(t)}
        rowKey={({ id }) => id}
        empty={t('empty.subscriptions')}
        fields={[
          { kind: 'text', name: 'q', label: t('search'), placeholder: t('searchHint') },
          {
            kind: 'choice',
            name: 'tier',
            label: t('plan'),
            options: tiers.map((value) => ({ value, text: tierName(value) })),
          },
          {
            kind: 'choice',
            name: 'state',
            label: t('state'),
            options: subscriptionStates.map((value) => ({ value, text: t(`subscriptionState.${value}`) })),
          },
        ]}
      />
    </PaymentsPage>
  );
}
