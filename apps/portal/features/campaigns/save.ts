'use server';
import { warningReasons } from '@rockpool/db/domain/campaign-warnings';
import type { EditProblem } from '@rockpool/db/domain/campaign-edit';
import { createCampaign, editCampaign, type CampaignResult } from '@rockpool/db/operations/campaigns';
import type { Forbidden } from '@rockpool/db/operations/operate';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { db } from '../../db.ts';
import { getTranslator } from '../../i18n/translator.ts';
import { toWire } from '../computer/wire.ts';
import { act } from '../console/act.ts';
import { outcomeOf } from '../console/outcome.ts';
import { fieldNames, fieldsOf, readFields, type CampaignFields } from './campaign-fields.ts';
import type { SaveOutcome } from './save-outcome.ts';

const Field = z.string().max(200).default('');
const SaveForm = z.object({
  ...(Object.fromEntries(fieldNames.map((name) => [name, Field])) as Record<
    (typeof fieldNames)[number],
    typeof Field
  >),
  /** absent for a new campaign */
  id: z.uuid().optional(),
  version: z.coerce.number().int().default(0),
  /** reasons of warnings, by commas */
  acknowledged: z.string().max(500).default(''),
});

/** Saves a new campaign as a draft, or an edit by the version that its page showed. */
export async function saveCampaign(_before: SaveOutcome, form: FormData): Promise<SaveOutcome> {
  let savedId: string | undefined;
  const state = await act(
    'campaigns.edit',
    SaveForm,
    form,
    async (
      actor,
      { id, version, acknowledged, ...fields },
    ): Promise<CampaignResult | Forbidden | Extract<SaveOutcome, { kind: 'wrong' }>> => {
      const read = readFields(fields satisfies CampaignFields);
      if (read.kind === 'wrong') return read;
      const { slug, name, policy } = read.draft;
      const seen = warningReasons.filter((reason) => acknowledged.split(',').includes(reason));
      const result = await (id
        ? editCampaign(db(), actor, { id, version, slug, name, policy, acknowledged: seen })
        : createCampaign(db(), actor, read.draft));
      if (result.kind === 'saved') savedId = result.campaign.id;
      return result;
    },
  );
  if (savedId) redirect(`/console/campaigns/${savedId}`);
  const answer = state?.kind === 'answer' ? state.answer : null;
  if (answer?.kind === 'wrong') return answer;
  if (answer?.kind === 'conflict') {
    const { campaign } = answer;
    const theirs = fieldsOf({ ...campaign, policy: campaign.nextPolicy ?? campaign.policy });
    return { kind: 'conflict', version: campaign.version, theirs };
  }
  if (answer?.kind === 'edit_refused')
    return { kind: 'refused', problems: toWire<EditProblem[]>(answer.problems) };
  if (answer?.kind === 'unconfirmed') return { kind: 'unconfirmed', warnings: answer.warnings };
  const t = await getTranslator('consoleCampaigns');
  const outcome = await outcomeOf(state, (said) => {
    if (said.kind === 'slug_taken')
      return { kind: 'refused', text: t('refusal.slugTaken', { slug: said.slug }) };
    if (said.kind === 'slug_fixed')
      return { kind: 'refused', text: t('refusal.slugFixed', { slug: said.slug }) };
    return null;
  });
  return outcome && { kind: 'failed', text: outcome.text };
}
