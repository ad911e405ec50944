import { z } from 'zod';
import { db } from '@/db.ts';
import { currentUser } from '@/features/auth/current-user.ts';
import { billingDeps } from '@/features/billing/portal-deps.ts';
import { log } from '@/log.ts';

export const dynamic = 'force-dynamic';

/** Leads to the payment provider's receipt of one's own purchase; 404 where there is none, 503 while it cannot be asked. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ purchase: string }> },
): Promise<Response> {
  const id = z.uuid().safeParse((await params).purchase);
  const [user, deps] = [await currentUser(), billingDeps()];
  if (!user || !deps || !id.success) return new Response(null, { status: 404 });
  const purchase = await db().purchase.findUnique({ where: { id: id.data, userId: user.id } });
  if (!purchase?.stripePaymentIntentId) return new Response(null, { status: 404 });
  try {
    const url = await deps.provider.receiptUrl(purchase.stripePaymentIntentId);
    return url
      ? new Response(null, { status: 303, headers: { location: url } })
      : new Response(null, { status: 404 });
  } catch (error) {
    log().warn({ err: error }, 'a receipt could not be asked for');
    return new Response(null, { status: 503, headers: { 'retry-after': '30' } });
  }
}
