'use server';
import type { Refusal } from '@rockpool/db/domain/refusals';
import { claim } from '@rockpool/db/ledger/claim';
import { giveConsent, withdrawConsent } from '@rockpool/db/membership/consent';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { db } from '../../db.ts';
import { log } from '../../log.ts';
import { memberships } from '../../memberships.ts';
import { requireUser } from '../auth/current-user.ts';
import { portalMetrics } from '../metrics/metrics.ts';
import { toWire, type Wire } from '../computer/wire.ts';

export type ClaimState = { refusal: Wire<Refusal> } | { unavailable: true } | null;

const Request = z.object({ campaign: z.uuid(), points: z.coerce.number().int().nonnegative() });

/** Allows or withdraws the membership check. */
export async function setConsent(form: FormData) {
  const user = await requireUser();
  await (form.get('consent') === 'yes' ? giveConsent : withdrawConsent)(db(), user.id);
  revalidatePath('/claim');
}

/** Goes to the computer when claimed, now or by an earlier click or another tab; else says why not. */
export async function claimOffer(_before: ClaimState, form: FormData): Promise<ClaimState> {
  const user = await requireUser();
  const request = Request.safeParse({ campaign: form.get('campaign'), points: form.get('points') });
  if (!request.success) return { refusal: { reason: 'campaign_unknown' } };
  const { campaign: campaignId, points: pointsShown } = request.data;
  try {
    const result = await claim(db(), memberships(), { userId: user.id, campaignId, pointsShown });
    const said = result.kind === 'refused' ? result.refusal.reason : result.again ? 'again' : 'claimed';
    portalMetrics().claims.inc({ result: said });
    if (result.kind === 'refused') {
      log().info({ userId: user.id, reason: result.refusal.reason }, 'claim refused');
      revalidatePath('/claim');
      return { refusal: toWire(result.refusal) };
    }
  } catch (error) {
    portalMetrics().claims.inc({ result: 'unavailable' });
    log().error({ err: error, userId: user.id }, 'a claim failed');
    return { unavailable: true };
  }
  redirect('/computer');
}
