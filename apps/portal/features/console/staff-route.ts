/** The frame of the console's routes that answer with data instead of a page. */
import { may, type Permission } from '@rockpool/db/domain/roles';
import { log } from '../../log.ts';
import { currentStaff } from './current-staff.ts';
import { readTableQuery, type TableQuery, type TableShape } from './table-query.ts';
import type { core } from 'zod';

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

/** The export of a table: the same address parameters as its page. */
export function tableCsv<Sort extends string, F extends Record<string, core.$ZodType>>(
  permission: Permission,
  shape: TableShape<Sort, F>,
  answer: (query: TableQuery<Sort, F>) => Response | Promise<Response>,
) {
  return staffGet(permission, (request) => {
    const params = Object.fromEntries(new URL(request.url).searchParams);
    log().info({ permission, table: shape.path }, 'a table was exported');
    return answer(readTableQuery(shape, params));
  });
}
