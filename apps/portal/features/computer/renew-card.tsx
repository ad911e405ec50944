'use client';
import { useActionState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { RenewResult } from './renew-result.tsx';
import { RenewChoice } from './renew-choice.tsx';
import { renewDays } from './actions.ts';
import { DayStrip } from './day-strip.tsx';
import { RenewRefusal } from './renew-refusal.tsx';
import type { EntitlementSnapshot } from './snapshot.ts';

/** Available days, what each click would do, and the days of the whole campaign. */
export function RenewCard(props: { entitlement: EntitlementSnapshot; balance: number; locale: Locale }) {
  const { entitlement, balance, locale } = props;
  const { available, renewal, topUp, campaign } = entitlement;
  const timeZone = campaign.policy.zone;
  const t = useTranslations('computer');
  const [state, action] = useActionState(renewDays, null);
  const words = { locale, timeZone };
  return (
    <Card aria-labelledby={`renew-${entitlement.id}`}>
      <CardHead
        id={`renew-${entitlement.id}`}
        title={t('renew.title')}
        hint={campaign.name[locale]}
        action={
          <p className="text-right tabular">
            <span className="text-2xl font-semibold">{available}</span>{' '}
            <span className="text-sm text-ink-2">
              {t('renew.available', { days: available, max: campaign.policy.bankDaysMax })}
            </span>
          </p>
        }
      />
      {'refusal' in renewal ? (
        <RenewRefusal refusal={renewal.refusal} wayOut={renewal.wayOut} {...words} />
      ) : (
        <div className="space-y-3">
          <RenewChoice
            action={action}
            entitlement={entitlement}
            mode="one"
            label={t('renew.one')}
            availableAfter={renewal.availableAfter}
            until={renewal.expiresAfter}
            points={renewal.points}
            balance={balance}
            cutMs={renewal.cutMs}
            {...words}
          />
          {'renewals' in topUp && topUp.renewals.length > 1 && (
            <RenewChoice
              action={action}
              entitlement={entitlement}
              mode="top-up"
              label={t('renew.topUp', { days: topUp.renewals.at(-1)!.availableAfter })}
              availableAfter={topUp.renewals.at(-1)!.availableAfter}
              until={topUp.renewals.at(-1)!.expiresAfter}
              points={topUp.renewals.reduce((sum, one) => sum + one.points, 0)}
              balance={balance}
              cutMs={topUp.renewals.reduce((sum, one) => sum + one.cutMs, 0)}
              times={topUp.renewals.length}
              endedBy={topUp.endedBy}
              {...words}
            />
          )}
        </div>
      )}
      <RenewResult
        state={state}
        expiresAt={entitlement.expiresAt}
        reserve={!('refusal' in renewal)}
        {...words}
      />
      <DayStrip entitlement={entitlement} locale={locale} />
    </Card>
  );
}
