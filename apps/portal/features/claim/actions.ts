'use server';
import type { Refusal } from '@rockpool/db/domain/refusals';
import { giveConsent, withdrawConsent } from '@rockpool/db/membership/consent';
import { joinWaitingList, leaveWaitingList } from '@rockpool/db/ledger/waiting-list';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { db } from '../../db.ts';
import { requireUser } from '../auth/current-user.ts';
import type { Wire } from '../computer/wire.ts';
import { limit } from '../limits/limit.ts';
import { admitClaim, type Held } from './admit-claim.ts';
import { askClaim } from './ask-claim.ts';
import { ClaimForm } from './claim-form.ts';
import { unavailable } from './unavailable.ts';

export type ClaimState = { refusal: Wire<Refusal> } | { held: Held['state'] } | { unavailable: true } | null;

/** Allows or withdraws the membership check. */
export async function setConsent(form: FormData) {
  const user = await requireUser();
  await (form.get('consent') === 'yes' ? giveConsent : withdrawConsent)(db(), user.id);
  revalidatePath('/claim');
}

const LineForm = z.object({ campaign: z.uuid(), wish: z.enum(['join', 'leave']) });

/** Joins or leaves a campaign's waiting list; the page says what holds then. */
export async function changeWaiting(form: FormData) {
  const user = await requireUser();
  const fields = LineForm.safeParse(Object.fromEntries(form));
  if (fields.success && (await limit(db(), 'waiting-list', user.id)).ok) {
    const { campaign: campaignId, wish } = fields.data;
    const request = { userId: user.id, campaignId };
    await (wish === 'join' ? joinWaitingList : leaveWaitingList)(db(), request);
  }
  revalidatePath('/claim');
}

/**
 * The way of a form without script; with it the page asks `/api/claim`. Goes to the computer when claimed, now or by an
 * earlier click or another tab; the page itself says why not, or the place in line.
 */
export async function claimOffer(_before: ClaimState, form: FormData): Promise<ClaimState> {
  const user = await requireUser();
  const fields = ClaimForm.safeParse(Object.fromEntries(form));
  if (!fields.success) return { refusal: { reason: 'campaign_unknown' } };
  const { campaign: campaignId, points: pointsShown, code, altcha } = fields.data;
  try {
    const held = await admitClaim(user, altcha);
    if (held) return { held: held.state };
    const said = await askClaim({ userId: user.id, campaignId, pointsShown, ...(code && { code }) });
    revalidatePath('/claim');
    if (said.state === 'refused') return { refusal: said.refusal };
    if (said.state !== 'claimed') return null;
  } catch (error) {
    unavailable(error, user.id);
    return { unavailable: true };
  }
  redirect('/computer');
}
