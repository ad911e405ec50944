import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { formatMoney } from './money.ts';
import { OrderButton, type BillingProblems } from './order-button.tsx';
import type { PackOffer } from './provider.ts';

/** The balance, and the packs that add to it. */
export function PointsCard(props: {
  t: Translator<'billing'>;
  locale: Locale;
  balance: number;
  sells: boolean;
  packs: { pack: PackOffer; orderKey: string }[];
  problems: BillingProblems;
}) {
  const { t, locale, balance, sells, packs } = props;
  return (
    <Card id="points" aria-labelledby="points-title" className="scroll-mt-20">
      <CardHead id="points-title" title={t('points.title')} hint={t('points.hint')} />
      <p className="tabular" aria-live="polite">
        <span className="text-3xl font-semibold">{balance}</span> {t('points.unit', { count: balance })}
      </p>
      {!sells && <p className="mt-2 text-ink-2">{t('points.ask')}</p>}
      {packs.length > 0 && (
        <ul className="mt-4 grid gap-3 sm:grid-cols-3">
          {packs.map(({ pack, orderKey }) => (
            <li key={pack.lookupKey} className="space-y-2 rounded-card border border-line p-4">
              <h3 className="font-semibold tabular">{t('points.pack', { points: pack.points })}</h3>
              <p className="tabular">{formatMoney(pack.amount, pack.currency, locale)}</p>
              <OrderButton
                what="points"
                lookupKey={pack.lookupKey}
                orderKey={orderKey}
                problems={props.problems}
              >
                {t('points.buy', { points: pack.points })}
              </OrderButton>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
