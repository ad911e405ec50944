import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { PaymentList, paymentState } from './payment-list.tsx';
import type { PurchaseView } from './read-billing.ts';

/** Packs that were bought, with what became of the money and a receipt. */
export function PurchasesCard(props: {
  t: Translator<'billing'>;
  locale: Locale;
  timeZone: string;
  purchases: PurchaseView[];
  sells: boolean;
}) {
  const { purchases, sells, ...words } = props;
  const { t } = words;
  return (
    <Card aria-labelledby="purchases-title">
      <CardHead id="purchases-title" title={t('purchases.title')} />
      {purchases.length === 0 ? (
        <p className="text-ink-2">{t('purchases.none')}</p>
      ) : (
        <PaymentList
          {...words}
          payments={purchases.map((purchase) => {
            const state = paymentState(purchase.state, 'open');
            return {
              ...purchase,
              what: t('points.pack', { points: purchase.points }),
              at: purchase.paidAt ?? purchase.createdAt,
              state,
              paper:
                sells && state !== 'open'
                  ? { href: `/billing/receipt/${purchase.id}`, text: t('purchases.receipt') }
                  : null,
            };
          })}
        />
      )}
    </Card>
  );
}
