import { db } from '@/db.ts';

export const dynamic = 'force-dynamic';

/** 200 while this process can serve pages; `database` tells whether they will have something to say. */
export async function GET(): Promise<Response> {
  const database = await db().$queryRaw`select 1`.then(
    () => 'up',
    () => 'down',
  );
  return Response.json({ ok: true, database }, { headers: { 'cache-control': 'no-store' } });
}
