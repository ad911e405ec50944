/** The frame of the console's routes that answer with data instead of a page. */
import { writeAudit } from '@rockpool/db/audit/write';
import { may, type Permission } from '@rockpool/db/domain/roles';
import { inTransaction } from '@rockpool/db/ledger/connection';
import { streamTable } from '@rockpool/db/views/table';
import { db } from '../../db.ts';
import { csvResponse, csvRowsMax } from './csv.ts';
import { actorOf, currentStaff } from './current-staff.ts';
import type { ListedTable } from './table.ts';
import { readTableQuery, type Filters } from './table-query.ts';

/** Who is not signed in with both factors gets 401, whose role may not 403. */
export function staffGet(
  permission: Permission,
  answer: (request: Request) => Response | Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const staff = await currentStaff();
    if (!staff?.complete) return new Response('signed out\n', { status: 401 });
    if (!may(staff.role, permission)) return new Response('not allowed\n', { status: 403 });
    return answer(request);
  };
}

/** The file of a table: the same address parameters as its page. Who took it along is in the audit log. */
export const tableFile = <Row, Sort extends string, F extends Filters>(table: ListedTable<Row, Sort, F>) =>
  staffGet(table.permission, async (request) => {
    const query = readTableQuery(table, Object.fromEntries(new URL(request.url).searchParams));
    await auditExport(table.path, query.filters);
    return csvResponse(table.file.name, table.file.columns, streamTable(db(), table.view, query, csvRowsMax));
  });

/** Before the first row leaves. */
export async function auditExport(path: string, filters: object): Promise<void> {
  const staff = await currentStaff();
  if (!staff) throw new Error('an export without who asks');
  const actor = await actorOf(staff);
  await inTransaction(db(), (connection) =>
    writeAudit(connection, actor, {
      action: 'table.export',
      subject: { kind: 'table', id: path },
      after: { filters },
    }),
  );
}
