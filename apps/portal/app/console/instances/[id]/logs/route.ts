import { followLogs } from '@rockpool/db/operations/instance-logs';
import { z } from 'zod';
import { db } from '@/db.ts';
import { staffGet } from '@/features/console/staff-route.ts';

/** The lines of an instance whose logs somebody opened; 404 when nobody did, or too long ago. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const id = z.uuid().safeParse((await params).id);
  const answer = staffGet('instances.logs', async () => {
    const view = id.success ? await followLogs(db(), id.data) : null;
    if (!view) return new Response('not found\n', { status: 404 });
    return Response.json(view, { headers: { 'cache-control': 'no-store' } });
  });
  return answer(request);
}
