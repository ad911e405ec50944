import { billingDeps } from '@/features/billing/portal-deps.ts';
import { receiveEvent } from '@/features/billing/receive-event.ts';
import { readLimited } from '@/features/gateway/read-limited.ts';
import { log } from '@/log.ts';

export const dynamic = 'force-dynamic';

/** real events are a few kilobytes */
const bodyBytesMax = 512 * 1024;

/** 200: noted, now or before · 400: not signed by Stripe for us · 404: nothing is sold here · 5xx: send it again. */
export async function POST(request: Request): Promise<Response> {
  const deps = billingDeps();
  if (!deps) return new Response(null, { status: 404 });
  let body: string;
  try {
    body = await readLimited(request, bodyBytesMax);
  } catch (error) {
    if (error instanceof RangeError) return new Response(null, { status: 413 });
    throw error;
  }
  const signature = request.headers.get('stripe-signature') ?? '';
  try {
    const received = await receiveEvent(deps, { body, signature });
    if (received === 'refused') log().warn('a webhook without a valid signature was refused');
    return Response.json({ received }, { status: received === 'refused' ? 400 : 200 });
  } catch (error) {
    log().error({ err: error }, 'a webhook could not be noted');
    return new Response(null, { status: 500 });
  }
}
