import { auditTable } from '@rockpool/db/views/audit';
import { streamTable } from '@rockpool/db/views/table';
import { db } from '@/db.ts';
import { auditShape } from '@/features/console/audit/table.ts';
import { csvResponse, csvRowsMax } from '@/features/console/csv.ts';
import { tableCsv } from '@/features/console/staff-route.ts';

/** Names of the columns are those of the database: the file is for programs and for comparing. */
export const GET = tableCsv('audit.read', auditShape, (query) =>
  csvResponse(
    'audit.csv',
    [
      { head: 'id', cell: (row) => row.id },
      { head: 'at', cell: (row) => row.at },
      { head: 'actor_kind', cell: (row) => row.actorKind },
      { head: 'actor', cell: (row) => row.actorName },
      { head: 'action', cell: (row) => row.action },
      { head: 'subject_kind', cell: (row) => row.subjectKind },
      { head: 'subject_id', cell: (row) => row.subjectId },
      { head: 'address', cell: (row) => row.address },
      { head: 'reason', cell: (row) => row.reason },
    ],
    streamTable(db(), auditTable, query, csvRowsMax),
  ),
);
