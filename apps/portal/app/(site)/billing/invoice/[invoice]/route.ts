import { db } from '@/db.ts';
import { currentUser } from '@/features/auth/current-user.ts';
import { billingDeps } from '@/features/billing/portal-deps.ts';
import { log } from '@/log.ts';

export const dynamic = 'force-dynamic';

/**
 * Leads to the payment provider's page of one's own invoice, asked for anew as its address holds for some weeks only; 404 where there
 * is none, 503 while it cannot be asked.
 */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ invoice: string }> },
): Promise<Response> {
  const { invoice: id } = await params;
  const [user, deps] = [await currentUser(), billingDeps()];
  if (!user || !deps || id.length > 255) return new Response(null, { status: 404 });
  const payment = await db().planPayment.findUnique({ where: { id, userId: user.id } });
  if (!payment) return new Response(null, { status: 404 });
  try {
    const url = await deps.provider.invoiceUrl(payment.id);
    return url
      ? new Response(null, { status: 303, headers: { location: url } })
      : new Response(null, { status: 404 });
  } catch (error) {
    log().warn({ err: error }, 'an invoice could not be asked for');
    return new Response(null, { status: 503, headers: { 'retry-after': '30' } });
  }
}
