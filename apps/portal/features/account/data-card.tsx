import { Download } from 'lucide-react';
import { Suspense } from 'react';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Alert } from '../../ui/alert.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import type { GatewayPlace } from '../gateway/find-gateway.ts';
import { TakeAlong, TakeAlongSkeleton } from '../take-along/take-along.tsx';
import type { TakeRefusal } from '../take-along/take-refusal.ts';
import { DeleteAccount } from './delete-account.tsx';
import { downloadLook } from './download-look.ts';

/** One's own data: taking it along, and leaving. */
export function DataCard(props: {
  t: Translator<'account'>;
  locale: Locale;
  phone: string;
  place: GatewayPlace;
  /** why an archive was not given just now */
  refusal: TakeRefusal | null;
}) {
  const { t, locale, phone, place, refusal } = props;
  const hasComputer = place.at === 'there' || (place.state !== 'none' && place.state !== 'removed');
  return (
    <Card id="own-data" aria-labelledby="own-data-title" className="scroll-mt-20">
      <CardHead id="own-data-title" title={t('data.title')} hint={t('data.hint')} />
      {refusal && <Alert tone="warning" title={t(`data.refusal.${refusal}`)} className="mb-3" />}
      <p className="mb-3 text-sm text-ink-2">{t(hasComputer ? 'data.everythingIs' : 'data.accountData')}</p>
      <div className="mb-3">
        <Suspense fallback={place.at === 'there' && <TakeAlongSkeleton />}>
          <TakeAlong t={t} locale={locale} place={place} />
        </Suspense>
      </div>
      <div className="flex flex-wrap gap-2">
        {/* a plain link: a file is no page to go to */}
        <a href="/api/account/export" download className={downloadLook}>
          <Download aria-hidden className="size-4" />
          {t('data.export')}
        </a>
        <DeleteAccount phone={phone} />
      </div>
    </Card>
  );
}
