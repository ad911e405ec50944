import { paymentEventsTable } from '@rockpool/db/views/payments';
import { readTable } from '@rockpool/db/views/table';
import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { requireStaff } from '@/features/console/current-staff.ts';
import { FilterSelect, FilterText } from '@/features/console/filter-field.tsx';
import { readTableQuery, sliceOf, type TableParams } from '@/features/console/table-query.ts';
import { eventColumns } from '@/features/payments/event-columns.tsx';
import { PaymentsPage } from '@/features/payments/payments-page.tsx';
import { eventsShape } from '@/features/payments/tables.ts';
import { getTranslator } from '@/i18n/translator.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consolePayments');
  return { title: t('part.events') };
}

export default async function PaymentEventsPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  await requireStaff('payments.read');
  const query = readTableQuery(eventsShape, await searchParams);
  const [t, page] = await Promise.all([
    getTranslator('consolePayments'),
    readTable(db(), paymentEventsTable, query, sliceOf(query)),
  ]);
  const { q, worked } = query.filters;
  return (
    <PaymentsPage part="events">
      <ConsoleTable
        label={t('part.events')}
        shape={eventsShape}
        query={query}
        page={page}
        columns={eventColumns(t)}
        rowKey={({ id }) => id}
        empty={t('empty.events')}
        csv="/console/payments/events/export.csv"
        filters={
          <>
            <FilterText name="q" label={t('search')} value={q} placeholder={t('eventSearchHint')} />
            <FilterSelect
              name="worked"
              label={t('processed')}
              value={worked}
              options={[
                { value: 'yes', text: t('processedYes') },
                { value: 'no', text: t('notProcessed') },
              ]}
            />
          </>
        }
      />
    </PaymentsPage>
  );
}
