import type { UserFacts } from '@rockpool/db/views/console-user';
import { getTranslator } from '../../i18n/translator.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { tierName } from '../benefit/refusal-text.ts';
import { ConsoleTime } from '../console/console-time.tsx';
import { Facts } from '../console/facts.tsx';
import { subscriptionStateName } from '../payments/subscription-states.ts';
import { sourceName } from './columns.tsx';

/** What each membership source has said about this number. */
export async function PlanCard({ facts, consentAt }: { facts: UserFacts; consentAt: Date | null }) {
  const [t, payments] = await Promise.all([getTranslator('consoleUsers'), getTranslator('consolePayments')]);
  const { imported, answered, subscriptions } = facts;
  return (
    <Card>
      <CardHead title={t('plans')} hint={t('plansHint')} />
      <Facts
        facts={[
          {
            label: t('consent'),
            value: consentAt ? (
              <>
                {t('consentGiven')} <ConsoleTime at={consentAt} />
              </>
            ) : (
              t('consentMissing')
            ),
          },
          ...subscriptions.map((each) => ({
            label: sourceName(t, 'subscription'),
            value: (
              <>
                {tierName(each.tier)} · {subscriptionStateName(payments, each.state)} ·{' '}
                {each.cancelAtPeriodEnd ? t('endsAt') : t('renewsAt')}{' '}
                <ConsoleTime at={each.currentPeriodEnd} />
              </>
            ),
          })),
          subscriptions.length === 0 && { label: sourceName(t, 'subscription'), value: t('noPlan') },
          {
            label: sourceName(t, 'api'),
            value: answered ? <Said said={answered} /> : t('notAsked'),
          },
          {
            label: sourceName(t, 'import'),
            value: imported ? <Said said={imported} /> : t('noPlan'),
          },
        ]}
      />
    </Card>
  );
}

async function Said({ said }: { said: NonNullable<UserFacts['answered']> }) {
  const t = await getTranslator('consoleUsers');
  return (
    <>
      {said.tier ? tierName(said.tier) : t('noPlan')}
      {said.tier && said.validUntil && (
        <>
          {' · '}
          {t('validUntil')} <ConsoleTime at={said.validUntil} />
        </>
      )}
      <span className="block text-ink-2">
        {t('checkedAt')} <ConsoleTime at={said.checkedAt} />
      </span>
    </>
  );
}
