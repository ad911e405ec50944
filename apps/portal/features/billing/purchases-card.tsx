import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import type { Tone } from '../../ui/tone.ts';
import { Time } from '../../ui/time.tsx';
import { formatMoney } from './money.ts';
import type { PurchaseView } from './read-billing.ts';

const tones = {
  open: 'neutral',
  paid: 'good',
  refunded: 'neutral',
  partly_refunded: 'info',
  disputed: 'warning',
} as const satisfies Record<string, Tone>;
type State = keyof typeof tones;

/** Packs that were bought, with what became of the money and a receipt. */
export function PurchasesCard(props: {
  t: Translator<'billing'>;
  locale: Locale;
  timeZone: string;
  purchases: PurchaseView[];
  sells: boolean;
}) {
  const { t, locale, timeZone, purchases } = props;
  return (
    <Card aria-labelledby="purchases-title">
      <CardHead id="purchases-title" title={t('purchases.title')} />
      {purchases.length === 0 ? (
        <p className="text-ink-2">{t('purchases.none')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {purchases.map((purchase) => {
            const state = (purchase.state in tones ? purchase.state : 'open') as State;
            return (
              <li key={purchase.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 text-sm">
                <div className="min-w-0 flex-1">
                  <p className="font-medium">
                    {t('points.pack', { points: purchase.points })} ·{' '}
                    {formatMoney(purchase.amount, purchase.currency, locale)}
                  </p>
                  <p className="text-ink-2">
                    <Time
                      at={(purchase.paidAt ?? purchase.createdAt).toISOString()}
                      shape="dateTime"
                      locale={locale}
                      timeZone={timeZone}
                    />
                    {purchase.refundedAmount > 0 &&
                      ` · ${t('purchases.refunded', { amount: formatMoney(purchase.refundedAmount, purchase.currency, locale) })}`}
                  </p>
                </div>
                <StatusPill tone={tones[state]}>{t(`purchases.state.${state}`)}</StatusPill>
                {props.sells && state !== 'open' && (
                  <a
                    href={`/billing/receipt/${purchase.id}`}
                    target="_blank"
                    rel="noreferrer"
                    className="font-medium text-accent underline decoration-1 underline-offset-3"
                  >
                    {t('purchases.receipt')}
                  </a>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
