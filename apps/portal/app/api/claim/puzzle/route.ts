import { currentUser } from '@/features/auth/current-user.ts';
import { claimPuzzle } from '@/features/claim/portal-puzzle.ts';
import { unavailable } from '@/features/claim/unavailable.ts';

export const dynamic = 'force-dynamic';

/** A puzzle for the signed-in user, as its widget reads it. */
export async function GET(): Promise<Response> {
  try {
    const user = await currentUser();
    if (!user) return Response.json({ state: 'signed_out' }, { status: 401 });
    return Response.json(await claimPuzzle().create(user.id), { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    const { status, body } = unavailable(error);
    return Response.json(body, { status });
  }
}
