import { membershipsTable } from '@rockpool/db/views/console-memberships';
import { streamTable } from '@rockpool/db/views/table';
import { db } from '@/db.ts';
import { csvResponse, csvRowsMax } from '@/features/console/csv.ts';
import { tableCsv } from '@/features/console/staff-route.ts';
import { membershipCsvColumns } from '@/features/memberships/columns.tsx';
import { membershipsShape } from '@/features/memberships/table.ts';

export const GET = tableCsv('memberships.read', membershipsShape, (query) =>
  csvResponse(
    'memberships.csv',
    membershipCsvColumns,
    streamTable(db(), membershipsTable, query, csvRowsMax),
  ),
);
