import { noteExport } from '@rockpool/db/operations/account';
import { readAccountExport } from '@rockpool/db/views/account-export';
import { db } from '@/db.ts';
import { currentUser } from '@/features/auth/current-user.ts';
import { limit } from '@/features/limits/limit.ts';
import { requestOf } from '@/features/account/own-request.ts';

export const dynamic = 'force-dynamic';

/** Everything stored about who asks, as a JSON file. */
export async function GET(): Promise<Response> {
  const user = await currentUser();
  if (!user) return new Response('signed out\n', { status: 401 });
  const verdict = await limit(db(), 'account.export', user.id);
  if (!verdict.ok)
    return new Response('too many downloads\n', {
      status: 429,
      headers: { 'retry-after': String(verdict.retryAfterSeconds) },
    });
  const data = await readAccountExport(db(), user.id);
  await noteExport(db(), await requestOf(user));
  return new Response(`${JSON.stringify(data, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="rockpool-account.json"',
      'cache-control': 'no-store',
    },
  });
}
