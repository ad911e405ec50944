import { paymentEventsTable } from '@rockpool/db/views/payments';
import { streamTable } from '@rockpool/db/views/table';
import { db } from '@/db.ts';
import { csvResponse, csvRowsMax } from '@/features/console/csv.ts';
import { tableCsv } from '@/features/console/staff-route.ts';
import { eventCsvColumns } from '@/features/payments/event-columns.tsx';
import { eventsShape } from '@/features/payments/tables.ts';

export const GET = tableCsv('payments.read', eventsShape, (query) =>
  csvResponse(
    'payment-events.csv',
    eventCsvColumns,
    streamTable(db(), paymentEventsTable, query, csvRowsMax),
  ),
);
