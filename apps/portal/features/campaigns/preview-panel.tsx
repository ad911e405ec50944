'use client';
import type { CampaignFacts } from '@rockpool/db/domain/campaign-state';
import type { CampaignDraft } from '@rockpool/db/operations/campaigns';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Card, CardHead } from '../../ui/card.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { CalendarSimulation } from './calendar-simulation.tsx';
import { OfferPreview } from './offer-preview.tsx';
import type { PreviewTexts } from './preview-texts.ts';

/** What the form would be for a user, before anything is saved. */
export function PreviewPanel(props: {
  facts: CampaignFacts | null;
  /** null while something in the form is wrong */
  draft: CampaignDraft | null;
  /** when the form's policy begins to hold; null = at once */
  from: Date | null;
  now: Date;
  texts: PreviewTexts;
}) {
  const { facts, draft, from, now, texts } = props;
  const t = useTranslations('consoleCampaignPreview');
  const [tab, setTab] = useState('offer');
  const shown = facts && draft && factsAfter(facts, draft, from);
  return (
    <Card className="min-w-0 xl:sticky xl:top-4 xl:max-h-[calc(100dvh-2rem)] xl:overflow-y-auto">
      <CardHead title={t('title')} hint={t('hint')} />
      {shown ? (
        <Tabs
          label={t('title')}
          value={tab}
          onChange={setTab}
          tabs={[
            {
              id: 'offer',
              label: t('tab.offer'),
              content: <OfferPreview facts={shown} draft={draft} now={now} texts={texts} />,
            },
            {
              id: 'calendar',
              label: t('tab.calendar'),
              content: <CalendarSimulation facts={shown} texts={texts} now={now} />,
            },
          ]}
        />
      ) : (
        <p className="text-sm text-ink-2">{t('wrongFirst')}</p>
      )}
    </Card>
  );
}

/** The campaign with the form's values; a draft as if it were published already. */
function factsAfter(facts: CampaignFacts, draft: CampaignDraft, from: Date | null): CampaignFacts {
  const published = { ...facts, publishedAt: facts.publishedAt ?? new Date(0) };
  return from
    ? { ...published, nextPolicy: draft.policy, nextPolicyFrom: from }
    : { ...published, policy: draft.policy, nextPolicy: null, nextPolicyFrom: null };
}
