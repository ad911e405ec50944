import { readStatus } from '@/features/status/shared-reader.ts';

export const dynamic = 'force-dynamic';

/** What the status page says, for programs: `{ overall, parts, at }`. 200 whatever it says; open to every origin. */
export async function GET(): Promise<Response> {
  return Response.json(await readStatus(), {
    headers: { 'cache-control': 'no-store', 'access-control-allow-origin': '*' },
  });
}
