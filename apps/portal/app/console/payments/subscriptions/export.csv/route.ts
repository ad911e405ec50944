import { subscriptionsTable } from '@rockpool/db/views/payments';
import { streamTable } from '@rockpool/db/views/table';
import { db } from '@/db.ts';
import { csvResponse, csvRowsMax } from '@/features/console/csv.ts';
import { tableCsv } from '@/features/console/staff-route.ts';
import { subscriptionCsvColumns } from '@/features/payments/subscription-columns.tsx';
import { subscriptionsShape } from '@/features/payments/tables.ts';

export const GET = tableCsv('payments.read', subscriptionsShape, (query) =>
  csvResponse(
    'subscriptions.csv',
    subscriptionCsvColumns,
    streamTable(db(), subscriptionsTable, query, csvRowsMax),
  ),
);
