'use client';
import { previewCampaign, type Preview, type PreviewUser } from '@rockpool/db/domain/campaign-preview';
import type { CampaignFacts } from '@rockpool/db/domain/campaign-state';
import type { Refused } from '@rockpool/db/domain/refusals';
import type { CampaignDraft } from '@rockpool/db/operations/campaigns';
import type { CampaignView } from '@rockpool/db/views/campaign';
import { useState } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import { locales, type Locale } from '../../i18n/locale.ts';
import { Input, Select } from '../../ui/field.tsx';
import { refusalText } from '../benefit/refusal-text.ts';
import { Offer } from '../campaign/offer.tsx';
import { toWire } from '../computer/wire.ts';
import { instantOfLocal, localOf, LocalTime } from './local-time.ts';
import { Amount, Check, Labelled, PlanChoice, pointsMax } from './preview-fields.tsx';
import { offerWords, refusalWords, type PreviewTexts } from './preview-texts.ts';

const daysMax = 3_660;

/** What a user would see at some time: the offer as its page shows it, and what each button would do. */
export function OfferPreview(props: {
  facts: CampaignFacts;
  draft: CampaignDraft;
  now: Date;
  texts: PreviewTexts;
}) {
  const { facts, draft, now, texts } = props;
  const t = useTranslations('consoleCampaignPreview');
  const { zone } = draft.policy;
  // null = this moment, to the second: a field of minutes would show the one before it was published
  const [time, setTime] = useState<string | null>(null);
  const [language, setLanguage] = useState(useLocale() as Locale);
  const [user, setUser] = useState<PreviewUser>({
    tier: 'pro',
    points: 0,
    consented: true,
    invited: true,
    claimed: null,
  });
  const change = (some: Partial<PreviewUser>) => setUser((before) => ({ ...before, ...some }));
  const claimedAs = (some: Partial<NonNullable<PreviewUser['claimed']>>) =>
    change({ claimed: user.claimed && { ...user.claimed, ...some } });
  const at = time && LocalTime.safeParse(time).success ? instantOfLocal(time, zone) : now;
  const preview = previewCampaign(facts, user, at);

  return (
    <div className="space-y-4">
      <div className="grid grid-cols-2 gap-3">
        <Labelled label={t('at')} wide>
          <Input
            type="datetime-local"
            value={time ?? localOf(now, zone)}
            onChange={(event) => setTime(event.target.value)}
            className="tabular"
          />
        </Labelled>
        <PlanChoice value={user.tier} onChange={(tier) => change({ tier })} />
        <Amount
          label={t('points')}
          max={pointsMax}
          value={user.points}
          onChange={(points) => change({ points })}
        />
        <Labelled label={t('stage')} wide>
          <Select
            value={user.claimed ? 'claimed' : 'new'}
            onChange={(event) =>
              change({
                claimed:
                  event.target.value === 'claimed' ? { daysUsed: 2, daysLeft: 1, configured: true } : null,
              })
            }
          >
            <option value="new">{t('stageNew')}</option>
            <option value="claimed">{t('stageClaimed')}</option>
          </Select>
        </Labelled>
        {user.claimed && (
          <>
            <Amount
              label={t('daysUsed')}
              max={daysMax}
              value={user.claimed.daysUsed}
              onChange={(daysUsed) => claimedAs({ daysUsed })}
            />
            <Amount
              label={t('daysLeft')}
              max={daysMax}
              value={user.claimed.daysLeft}
              onChange={(daysLeft) => claimedAs({ daysLeft })}
            />
          </>
        )}
      </div>
      <div className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
        <Check is={user.consented} onChange={(consented) => change({ consented })} label={t('consented')} />
        {draft.policy.entry === 'invitation' && (
          <Check is={user.invited} onChange={(invited) => change({ invited })} label={t('invited')} />
        )}
        {user.claimed && (
          <Check
            is={user.claimed.configured}
            onChange={(configured) => claimedAs({ configured })}
            label={t('configured')}
          />
        )}
      </div>
      <section aria-label={t('decisions')} aria-live="polite" className="space-y-2">
        <h3 className="text-sm font-semibold">{t('decisions')}</h3>
        {preview.kind === 'hidden' ? (
          <p className="text-sm">{t('hidden')}</p>
        ) : (
          <ul className="space-y-2 text-sm">{decisions(preview)}</ul>
        )}
      </section>
      {preview.kind === 'shown' && (
        <section aria-label={t('asShown')} className="space-y-2">
          <div className="flex items-center justify-between gap-3">
            <h3 className="text-sm font-semibold">{t('asShown')}</h3>
            <Select
              aria-label={t('language')}
              value={language}
              onChange={(event) => setLanguage(event.target.value as Locale)}
              className="max-w-32"
            >
              {locales.map((locale) => (
                <option key={locale} value={locale}>
                  {t(`locale.${locale}`)}
                </option>
              ))}
            </Select>
          </div>
          <div
            inert
            lang={language === 'zh' ? 'zh-CN' : 'en'}
            className="rounded-card border border-dashed border-line-strong p-4"
          >
            <Offer
              t={offerWords(texts, language)}
              campaign={viewOf(preview)}
              locale={language}
              claimed={user.claimed !== null}
              named
            />
          </div>
        </section>
      )}
    </div>
  );

  function viewOf(shown: Extract<Preview, { kind: 'shown' }>): CampaignView {
    const { stock, claimed, held, publishedAt, pausedAt, endedAt, nextPolicy, nextPolicyFrom } = facts;
    const { name, slug } = draft;
    const stored = { stock, claimed, held, publishedAt, pausedAt, endedAt, nextPolicy, nextPolicyFrom };
    return { id: '', name, slug, ...stored, policy: shown.policy, ...shown.status, now: at };
  }

  function decisions(shown: Extract<Preview, { kind: 'shown' }>) {
    const { claim, renewal, topUp } = shown;
    return (
      [
        ['claim', claim],
        ['renewal', renewal],
        ['topUp', topUp],
      ] as const
    ).map(([button, decision]) => {
      if (!decision) return null;
      return (
        <li key={button} className="border-l-2 border-line-strong pl-3">
          <p className="font-medium">{t(`button.${button}`)}</p>
          {decision.kind === 'refused' ? (
            locales.map((locale) => (
              <p key={locale} lang={locale === 'zh' ? 'zh-CN' : 'en'} className="text-red">
                {reason(decision, locale)}
              </p>
            ))
          ) : (
            <p className="text-green">
              {'renewals' in decision
                ? t('topUpGrants', {
                    times: decision.renewals.length,
                    points: decision.renewals.reduce((sum, one) => sum + one.points, 0),
                  })
                : t('grants', { days: decision.days, points: decision.points })}
            </p>
          )}
        </li>
      );
    });
  }

  function reason({ refusal }: Refused, locale: Locale): string {
    return refusalText(toWire(refusal), { t: refusalWords(texts, locale), locale, timeZone: zone });
  }
}
