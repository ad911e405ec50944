import { purchasesTable } from '@rockpool/db/views/payments';
import { streamTable } from '@rockpool/db/views/table';
import { db } from '@/db.ts';
import { csvResponse, csvRowsMax } from '@/features/console/csv.ts';
import { tableCsv } from '@/features/console/staff-route.ts';
import { purchaseCsvColumns } from '@/features/payments/purchase-columns.tsx';
import { purchasesShape } from '@/features/payments/tables.ts';

export const GET = tableCsv('payments.read', purchasesShape, (query) =>
  csvResponse('purchases.csv', purchaseCsvColumns, streamTable(db(), purchasesTable, query, csvRowsMax)),
);
