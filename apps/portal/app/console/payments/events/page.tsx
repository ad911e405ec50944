import type { Metadata } from 'next';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { openTable } from '@/features/console/table.ts';
import type { TableParams } from '@/features/console/table-query.ts';
import { eventColumns } from '@/features/payments/event-columns.tsx';
import { PaymentsPage } from '@/features/payments/payments-page.tsx';
import { listedEvents } from '@/features/payments/tables.ts';
import { getTranslator } from '@/i18n/translator.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consolePayments');
  return { title: t('part.events') };
}

export default async function PaymentEventsPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { table } = await openTable(listedEvents, searchParams);
  const t = await getTranslator('consolePayments');
  return (
    <PaymentsPage part="events">
      <ConsoleTable
        {...table}
        label={t('part.events')}
        columns={eventColumns(t)}
        rowKey={({ id }) => id}
        empty={t('empty.events')}
        fields={[
          { kind: 'text', name: 'q', label: t('search'), placeholder: t('eventSearchHint') },
          {
            kind: 'choice',
            name: 'worked',
            label: t('processed'),
            options: [
              { value: 'yes', text: t('processedYes') },
              { value: 'no', text: t('notProcessed') },
            ],
          },
        ]}
      />
    </PaymentsPage>
  );
}
