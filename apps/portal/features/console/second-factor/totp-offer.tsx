'use client';
import { useTranslations } from 'use-intl/react';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { InputField } from '../../../ui/field.tsx';
import { QrCode } from '../../../ui/qr-code.tsx';
import type { Qr } from '../../set-up/qr.ts';

/** A new second factor as the page shows it. `sealed` comes back with the form. */
export interface TotpOffer {
  qr: Qr;
  secret: string;
  sealed: string;
}

/** The QR, the same as text, and the field that shows that the app has it. Inside a form. */
export function TotpOfferFields({ offer, error }: { offer: TotpOffer; error: string }) {
  const t = useTranslations('consoleSecondFactor');
  return (
    <fieldset className="space-y-4">
      <legend className="mb-1 text-sm font-medium">{t('offer.title')}</legend>
      <p className="text-sm text-ink-2">{t('offer.hint')}</p>
      <input type="hidden" name="sealed" value={offer.sealed} />
      <div className="flex flex-wrap items-center gap-4">
        <div className="w-40 shrink-0">
          <QrCode size={offer.qr.size} path={offer.qr.path} label={t('offer.qr')} />
        </div>
        <div className="min-w-0 flex-1 basis-44 space-y-2 text-sm">
          <p className="text-ink-2">{t('offer.secret')}</p>
          <code className="block font-mono break-all">{offer.secret.match(/.{1,4}/g)?.join(' ')}</code>
          <CopyButton text={offer.secret} label={t('copy')} copiedLabel={t('copied')} />
        </div>
      </div>
      <InputField
        id="code"
        label={t('offer.code')}
        hint={t('offer.codeHint')}
        error={error}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        className="font-mono tabular"
      />
    </fieldset>
  );
}
