'use client';
import { decideEdit } from '@rockpool/db/domain/campaign-edit';
import type { WarningReason } from '@rockpool/db/domain/campaign-warnings';
import { startTransition, useActionState, useMemo, useState, type FormEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../ui/alert.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import type { Wire } from '../computer/wire.ts';
import { mergeFields, readFields, type CampaignFields } from './campaign-fields.ts';
import { ConflictNote } from './conflict-note.tsx';
import { Consequences } from './consequences.tsx';
import { EditorFields } from './editor-fields.tsx';
import { editedFromWire, newFacts, type EditedCampaign } from './edit-model.ts';
import { PreviewPanel } from './preview-panel.tsx';
import type { PreviewTexts } from './preview-texts.ts';
import { saveCampaign } from './save.ts';
import type { SaveOutcome } from './save-outcome.ts';

/**
 * A campaign's form: what each value means, what is wrong with it and what it would change, as one types. Whatever the
 * server answers, what was typed stays.
 */
export function CampaignEditor(props: {
  /** null = a new one */
  campaign: Wire<EditedCampaign> | null;
  /** what a new one begins with */
  fields: CampaignFields;
  now: string;
  texts: PreviewTexts;
}) {
  const t = useTranslations('consoleCampaignEditor');
  const campaign = useMemo(() => props.campaign && editedFromWire(props.campaign), [props.campaign]);
  const now = useMemo(() => new Date(props.now), [props.now]);
  const [fields, setFields] = useState(props.fields);
  const [base, setBase] = useState(props.fields);
  const [version, setVersion] = useState(campaign?.version ?? 0);
  const [seen, setSeen] = useState<WarningReason[]>([]);
  const [submitted, setSubmitted] = useState(false);
  const [outcome, save, pending] = useActionState<SaveOutcome, FormData>(saveCampaign, null);

  const read = useMemo(() => readFields(fields), [fields]);
  const draft = read.kind === 'draft' ? read.draft : null;
  const decision = useMemo(
    () => (campaign && draft ? decideEdit(campaign, draft.policy, now) : null),
    [campaign, draft, now],
  );
  const [problems, touched] = [read.kind === 'wrong' ? read.problems : {}, changedOf(base, fields)];
  const conflict = outcome?.kind === 'conflict' && outcome.version !== version ? outcome : null;
  const unseen =
    decision?.kind === 'allowed' ? decision.warnings.filter(({ reason }) => !seen.includes(reason)) : [];

  function change(name: keyof CampaignFields, value: string) {
    setFields((before) => ({ ...before, [name]: value }));
  }

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setSubmitted(true);
    if (pending || read.kind === 'wrong') {
      const first = read.kind === 'wrong' && Object.keys(read.problems)[0];
      if (first) document.getElementById(`campaign-${first}`)?.focus();
      return;
    }
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    if (campaign) form.set('id', campaign.id);
    form.set('version', String(version));
    form.set('acknowledged', seen.join(','));
    startTransition(() => save(form));
  }

  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
      <form onSubmit={send} noValidate className="min-w-0 space-y-4">
        <EditorFields
          fields={fields}
          onChange={change}
          problemOf={(name) => (submitted || touched.has(name) ? problems[name] : undefined)}
          slugFixed={campaign?.publishedAt != null && campaign.publishedAt <= now}
          asksStock={campaign === null}
        />
        {conflict && (
          <ConflictNote
            base={base}
            mine={fields}
            theirs={conflict.theirs}
            onGoOn={() => {
              setFields(mergeFields(base, fields, conflict.theirs));
              setBase(conflict.theirs);
              setVersion(conflict.version);
            }}
          />
        )}
        {campaign && decision && (
          <Consequences
            decision={decision}
            zone={campaign.policy.zone}
            seen={seen}
            onSeen={(reason, is) =>
              setSeen((before) => (is ? [...before, reason] : before.filter((each) => each !== reason)))
            }
            onNearest={change}
          />
        )}
        {outcome?.kind === 'refused' && <Alert tone="bad" live title={t('refusedMeanwhile')} />}
        {outcome?.kind === 'unconfirmed' && <Alert tone="warning" live title={t('confirmFirst')} />}
        {outcome?.kind === 'failed' && <Alert tone="bad" live title={outcome.text} />}
        {submitted && read.kind === 'wrong' && (
          <Alert tone="bad" live title={t('wrongCount', { count: Object.keys(problems).length })} />
        )}
        <div className="flex flex-wrap gap-2">
          <Button
            type="submit"
            look="primary"
            busy={pending}
            disabled={decision?.kind === 'refused' || unseen.length > 0 || conflict !== null}
          >
            {campaign ? t('save') : t('saveDraft')}
          </Button>
          <ButtonLink
            href={campaign ? `/console/campaigns/${campaign.id}` : '/console/campaigns'}
            look="quiet"
            prefetch={false}
          >
            {t('cancel')}
          </ButtonLink>
        </div>
      </form>
      <PreviewPanel
        facts={campaign ?? (draft ? newFacts(draft.policy, draft.stock) : null)}
        draft={draft}
        from={decision?.kind === 'allowed' && !decision.atOnce ? decision.from : null}
        now={now}
        texts={props.texts}
      />
    </div>
  );
}

const changedOf = (base: CampaignFields, fields: CampaignFields) =>
  new Set((Object.keys(fields) as (keyof CampaignFields)[]).filter((name) => fields[name] !== base[name]));
