import { Download } from 'lucide-react';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { DeleteAccount } from './delete-account.tsx';

/** One's own data: taking it along, and leaving. */
export function DataCard({ t, phone }: { t: Translator<'account'>; phone: string }) {
  return (
    <Card aria-labelledby="own-data">
      <CardHead id="own-data" title={t('data.title')} hint={t('data.hint')} />
      <p className="mb-3 text-sm text-ink-2">{t('data.notIncluded')}</p>
      <div className="flex flex-wrap gap-2">
        {/* a plain link: a file is no page to go to */}
        <a
          href="/api/account/export"
          download
          className="inline-flex min-h-11 items-center gap-2 rounded-card border border-line bg-surface px-4 py-2 text-[15px] font-medium hover:bg-sunken"
        >
          <Download aria-hidden className="size-4" />
          {t('data.export')}
        </a>
        <DeleteAccount phone={phone} />
      </div>
    </Card>
  );
}
