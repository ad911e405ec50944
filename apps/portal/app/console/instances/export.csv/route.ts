import { instancesTable } from '@rockpool/db/views/console-instances';
import { streamTable } from '@rockpool/db/views/table';
import { db } from '@/db.ts';
import { csvResponse, csvRowsMax } from '@/features/console/csv.ts';
import { tableCsv } from '@/features/console/staff-route.ts';
import { instanceCsvColumns } from '@/features/instances/columns.tsx';
import { instancesShape } from '@/features/instances/table.ts';

export const GET = tableCsv('instances.read', instancesShape, (query) =>
  csvResponse('instances.csv', instanceCsvColumns, streamTable(db(), instancesTable, query, csvRowsMax)),
);
