import { appNow } from '@rockpool/db/clock';
import { noteExport } from '@rockpool/db/operations/account';
import { readAccountExport } from '@rockpool/db/views/account-export';
import { db } from '@/db.ts';
import { keyRing } from '@/keys.ts';
import { currentUser } from '@/features/auth/current-user.ts';
import { requestOf } from '@/features/account/own-request.ts';
import { findGateway } from '@/features/gateway/find-gateway.ts';
import { limit } from '@/features/limits/limit.ts';
import { openEverything } from '@/features/take-along/everything.ts';
import type { TakeRefusal } from '@/features/take-along/take-refusal.ts';

export const dynamic = 'force-dynamic';

/** Everything that belongs to who asks, as one archive; back to the page with the reason where it cannot be had now. */
export async function GET(request: Request): Promise<Response> {
  const user = await currentUser();
  if (!user) return new Response(null, { status: 303, headers: { location: '/sign-in' } });
  const place = await findGateway(db(), keyRing(), user.id);
  if (place.at === 'away') return backWith('away');
  const verdict = await limit(db(), 'account.everything', user.id);
  if (!verdict.ok) return backWith('too_often');
  const now = await appNow(db());
  const everything = await openEverything(place.client, () => readAccountExport(db(), user.id), {
    now,
    signal: request.signal,
  });
  if (everything.kind !== 'archive') return backWith(everything.kind);
  try {
    await noteExport(db(), await requestOf(user));
  } catch (error) {
    await everything.stream.cancel();
    throw error;
  }
  return new Response(everything.stream, {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="rockpool-${now.toISOString().slice(0, 10)}.zip"`,
      'cache-control': 'no-store',
      // a proxy that collects the whole first would show no progress
      'x-accel-buffering': 'no',
    },
  });
}

const backWith = (refusal: TakeRefusal) =>
  new Response(null, { status: 303, headers: { location: `/account?take=${refusal}#own-data` } });
