import { z } from 'zod';
import { quickUser } from '@/features/auth/quick-user.ts';
import { userPost } from '@/features/api/user-post.ts';
import { askClaim, readLine } from '@/features/claim/ask-claim.ts';
import { admitClaim } from '@/features/claim/admit-claim.ts';
import { ClaimForm } from '@/features/claim/claim-form.ts';
import { unavailable } from '@/features/claim/unavailable.ts';

export const dynamic = 'force-dynamic';

/** `ClaimForm` → `LineState`, or why no place is given yet (`Held`). */
export const POST = userPost(
  ClaimForm,
  async (user, form) => {
    try {
      const held = await admitClaim(user, form.altcha);
      if (held) return { status: held.state === 'slow_down' ? 429 : 200, body: held };
      const { campaign: campaignId, points: pointsShown, code } = form;
      const request = { userId: user.id, campaignId, pointsShown, ...(code && { code }) };
      return { status: 200, body: await askClaim(request) };
    } catch (error) {
      return unavailable(error, user.id);
    }
  },
  quickUser,
);

/** `?campaign=` → `LineState`. */
export async function GET(request: Request): Promise<Response> {
  const campaign = z.uuid().safeParse(new URL(request.url).searchParams.get('campaign'));
  try {
    const user = await quickUser(request);
    if (!user) return Response.json({ state: 'signed_out' }, { status: 401 });
    if (!campaign.success) return Response.json({ state: 'none' });
    return Response.json(await readLine({ campaignId: campaign.data, userId: user.id }));
  } catch (error) {
    const { status, body } = unavailable(error);
    return Response.json(body, { status, headers: { 'retry-after': '3' } });
  }
}
