'use server';
import {
  changeStock,
  cloneCampaign,
  endCampaign,
  pauseCampaign,
  publishCampaign,
  resumeCampaign,
  type CampaignResult,
} from '@rockpool/db/operations/campaigns';
import { CampaignSlug } from '@rockpool/db/domain/campaign-names';
import type { Forbidden } from '@rockpool/db/operations/operate';
import { readCampaignRecord } from '@rockpool/db/operations/campaign-record';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { db } from '../../db.ts';
import { getTranslator } from '../../i18n/translator.ts';
import { act, type ActState } from '../console/act.ts';
import { done, outcomeOf, refusedWith, type Outcome } from '../console/outcome.ts';
import { Reason } from '../console/reason-shape.ts';
import { instantOfLocal, LocalTime } from './local-time.ts';

const Step = z.object({ id: z.uuid(), version: z.coerce.number().int() });

const PublishForm = Step.extend({
  when: z.enum(['now', 'later', 'never']),
  at: z.string().max(40).default(''),
});

/** Makes a draft public now or later, or takes that back. */
export async function publish(_before: Outcome, form: FormData): Promise<Outcome> {
  const state = await act('campaigns.edit', PublishForm, form, async (actor, { when, at, ...step }) => {
    if (when === 'now') return publishCampaign(db(), actor, step);
    if (when === 'never') return publishCampaign(db(), actor, { ...step, at: null });
    const campaign = await readCampaignRecord(db().pool, step.id);
    if (!campaign) return { kind: 'not_found' } as const;
    const time = LocalTime.safeParse(at);
    const instant = time.success ? instantOfLocal(time.data, campaign.policy.zone) : null;
    if (!instant || instant <= campaign.now) return { kind: 'past' } as const;
    return publishCampaign(db(), actor, { ...step, at: instant });
  });
  const t = await getTranslator('consoleCampaigns');
  if (state?.kind === 'answer' && state.answer.kind === 'past') return refusedWith(t('refusal.pastTime'));
  return said(state as ActState<CampaignResult | Forbidden>, t('done.published'));
}

export async function pause(_before: Outcome, form: FormData): Promise<Outcome> {
  const state = await act('campaigns.edit', Step, form, (actor, step) => pauseCampaign(db(), actor, step));
  const t = await getTranslator('consoleCampaigns');
  return said(state, t('done.paused'));
}

export async function resume(_before: Outcome, form: FormData): Promise<Outcome> {
  const state = await act('campaigns.edit', Step, form, (actor, step) => resumeCampaign(db(), actor, step));
  const t = await getTranslator('consoleCampaigns');
  return said(state, t('done.resumed'));
}

const EndForm = Step.extend({ typed: z.string().max(200), reason: Reason });

/** Ends a campaign whose address was typed. */
export async function end(_before: Outcome, form: FormData): Promise<Outcome> {
  const state = await act('campaigns.end', EndForm, form, async (actor, { typed, ...step }) => {
    const campaign = await readCampaignRecord(db().pool, step.id);
    if (campaign && campaign.slug !== typed.trim()) return { kind: 'differs', slug: campaign.slug } as const;
    return endCampaign(db(), actor, step);
  });
  const t = await getTranslator('consoleCampaigns');
  if (state?.kind === 'answer' && state.answer.kind === 'differs')
    return refusedWith(t('refusal.nameDiffers', { slug: state.answer.slug }));
  return said(state as ActState<CampaignResult | Forbidden>, t('done.ended'));
}

const StockForm = Step.extend({
  stock: z
    .string()
    .trim()
    .regex(/^\d{0,8}$/),
});

/** An empty stock is unlimited. */
export async function setStock(_before: Outcome, form: FormData): Promise<Outcome> {
  const state = await act('campaigns.edit', StockForm, form, (actor, { stock, ...step }) =>
    changeStock(db(), actor, { ...step, stock: stock === '' ? null : Number(stock) }),
  );
  const t = await getTranslator('consoleCampaigns');
  return said(state, t('done.stock'));
}

const CloneForm = z.object({ id: z.uuid(), slug: z.string().trim() });

/** A draft of one's own to go on with. */
export async function clone(_before: Outcome, form: FormData): Promise<Outcome> {
  let made: string | undefined;
  const state = await act('campaigns.edit', CloneForm, form, async (actor, { id, slug }) => {
    if (!CampaignSlug.safeParse(slug).success) return { kind: 'malformed' } as const;
    const result = await cloneCampaign(db(), actor, { id, slug });
    if (result.kind === 'saved') made = result.campaign.id;
    return result;
  });
  if (made) redirect(`/console/campaigns/${made}/edit`);
  const t = await getTranslator('consoleCampaigns');
  if (state?.kind === 'answer' && state.answer.kind === 'malformed')
    return refusedWith(t('refusal.slugWrong'));
  return said(state as ActState<CampaignResult | Forbidden>, '');
}

async function said(state: ActState<CampaignResult | Forbidden>, saved: string): Promise<Outcome> {
  const t = await getTranslator('consoleCampaigns');
  const outcome = await outcomeOf(state, (answer) => {
    switch (answer.kind) {
      case 'saved':
        return done(saved);
      case 'conflict':
        return refusedWith(t('refusal.conflict'));
      case 'slug_taken':
        return refusedWith(t('refusal.slugTaken', { slug: answer.slug }));
      case 'stock_below_claimed': {
        const { claimed, held, nearest } = answer;
        return refusedWith(t('refusal.stock', { claimed, held, nearest }));
      }
      case 'wrong_state':
        return refusedWith(t('refusal.state', { state: t(`state.${answer.state}`) }));
      default:
        return null;
    }
  });
  revalidatePath('/console/campaigns/[id]', 'page');
  return outcome;
}
