'use server';
import { codesMax, createInvitations, revokeInvitation } from '@rockpool/db/operations/invitations';
import { offerPlacesNow } from '@rockpool/db/operations/waiting-list';
import { endOfDay } from '@rockpool/db/domain/calendar';
import { readCampaignRecord } from '@rockpool/db/operations/campaign-record';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { db } from '../../db.ts';
import { getTranslator } from '../../i18n/translator.ts';
import { act } from '../console/act.ts';
import { done, outcomeOf, refusedWith, type Outcome } from '../console/outcome.ts';

const BatchForm = z.object({
  campaign: z.uuid(),
  count: z.coerce.number().int().min(1).max(codesMax),
  usesMax: z.coerce.number().int().min(1).max(1_000_000),
  note: z.string().trim().max(200),
  code: z.string().trim().max(60),
  lastDay: z.union([z.literal(''), z.iso.date()]),
});

/** Makes a batch of codes; they are listed on the page and in its file. */
export async function makeCodes(_before: Outcome, form: FormData): Promise<Outcome> {
  const state = await act('campaigns.edit', BatchForm, form, async (actor, input) => {
    const { campaign: campaignId, lastDay, code, ...batch } = input;
    const campaign = await readCampaignRecord(db().pool, campaignId);
    if (!campaign) return { kind: 'not_found' } as const;
    const expiresAt = lastDay ? endOfDay(lastDay, campaign.policy.zone) : null;
    if (expiresAt && expiresAt <= campaign.now) return { kind: 'past' } as const;
    return createInvitations(db(), actor, { ...batch, campaignId, expiresAt, ...(code && { code }) });
  });
  const t = await getTranslator('consoleCampaigns');
  const outcome = await outcomeOf(state, (answer) => {
    if (answer.kind === 'created') return done(t('codes.made', { count: answer.codes.length }));
    if (answer.kind === 'code_taken') return refusedWith(t('codes.taken', { code: answer.code }));
    if (answer.kind === 'past') return refusedWith(t('refusal.pastTime'));
    return answer.kind === 'code_malformed' ? refusedWith(t('codes.malformed')) : null;
  });
  revalidatePath('/console/campaigns/[id]', 'page');
  return outcome;
}

const RevokeForm = z.object({ code: z.uuid() });

export async function revokeCode(_before: Outcome, form: FormData): Promise<Outcome> {
  const state = await act('campaigns.edit', RevokeForm, form, (actor, { code }) =>
    revokeInvitation(db(), actor, { id: code }),
  );
  const t = await getTranslator('consoleCampaigns');
  const outcome = await outcomeOf(state, (answer) =>
    answer.kind === 'revoked' ? done(t('codes.revoked')) : null,
  );
  revalidatePath('/console/campaigns/codes');
  revalidatePath('/console/campaigns/[id]', 'page');
  return outcome;
}

const OfferForm = z.object({ campaign: z.uuid() });

export async function offerNow(_before: Outcome, form: FormData): Promise<Outcome> {
  const state = await act('campaigns.edit', OfferForm, form, (actor, { campaign }) =>
    offerPlacesNow(db(), actor, { campaignId: campaign }),
  );
  const t = await getTranslator('consoleCampaigns');
  const outcome = await outcomeOf(state, (answer) =>
    answer.kind === 'offered' ? done(t('line.offered', { places: answer.places })) : null,
  );
  revalidatePath('/console/campaigns/[id]', 'page');
  return outcome;
}
