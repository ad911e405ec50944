import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Time } from '../../ui/time.tsx';
import type { PointEntryView } from './read-billing.ts';

const reasons = ['purchase', 'claim', 'renewal', 'operator', 'refund'] as const;
type Reason = (typeof reasons)[number];

/** What a refund has to say: taken, given again, or nothing left to take. */
const reasonOf = ({ reason, points }: PointEntryView): Reason | 'refundUndone' | 'refundNothing' => {
  const known = reasons.find((each) => each === reason) ?? 'operator';
  if (known !== 'refund') return known;
  return points > 0 ? 'refundUndone' : points === 0 ? 'refundNothing' : 'refund';
};

/** Every change of the points, newest first. */
export function PointsLedger(props: {
  t: Translator<'billing'>;
  locale: Locale;
  timeZone: string;
  entries: PointEntryView[];
  page: number;
  pages: number;
}) {
  const { t, locale, timeZone, entries, page, pages } = props;
  return (
    <Card id="ledger" aria-labelledby="ledger-title" className="scroll-mt-20">
      <CardHead id="ledger-title" title={t('ledger.title')} />
      {entries.length === 0 ? (
        <p className="text-ink-2">{t('ledger.none')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {entries.map((entry) => (
            <li key={entry.id} className="flex gap-3 py-2.5 text-sm">
              <div className="min-w-0 flex-1">
                <p className="font-medium">{t(`ledger.reason.${reasonOf(entry)}`)}</p>
                <p className="text-ink-2">
                  <Time
                    at={entry.createdAt.toISOString()}
                    shape="dateTime"
                    locale={locale}
                    timeZone={timeZone}
                  />
                  {entry.note && ` · ${entry.note}`}
                </p>
              </div>
              <p className="font-medium tabular">{signed(entry.points)}</p>
            </li>
          ))}
        </ul>
      )}
      {pages > 1 && (
        <nav aria-label={t('ledger.title')} className="mt-3 flex items-center justify-between gap-3 text-sm">
          {page > 1 ? (
            <TextLink href={`/billing?page=${page - 1}#ledger`}>{t('ledger.newer')}</TextLink>
          ) : (
            <span />
          )}
          <span className="text-ink-2 tabular">{t('ledger.page', { page, pages })}</span>
          {page < pages ? (
            <TextLink href={`/billing?page=${page + 1}#ledger`}>{t('ledger.older')}</TextLink>
          ) : (
            <span />
          )}
        </nav>
      )}
    </Card>
  );
}

const signed = (points: number) => (points > 0 ? `+${points}` : points < 0 ? `−${-points}` : '0');
