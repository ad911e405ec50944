import { usersTable } from '@rockpool/db/views/console-users';
import { streamTable } from '@rockpool/db/views/table';
import { db } from '@/db.ts';
import { csvResponse, csvRowsMax } from '@/features/console/csv.ts';
import { tableCsv } from '@/features/console/staff-route.ts';
import { userCsvColumns } from '@/features/users/columns.tsx';
import { usersShape } from '@/features/users/table.ts';

export const GET = tableCsv('users.read', usersShape, (query) =>
  csvResponse('users.csv', userCsvColumns, streamTable(db(), usersTable, query, csvRowsMax)),
);
