'use client';
import { Download } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../../ui/alert.tsx';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';

/** Shown once: after this page nobody can read them again. */
export function RecoveryCodesCard({ codes, email }: { codes: string[]; email: string }) {
  const t = useTranslations('consoleSecondFactor');
  const text = `${codes.join('\n')}\n`;

  function download() {
    const url = URL.createObjectURL(new Blob([`Rockpool · ${email}\n\n${text}`], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'rockpool-recovery-codes.txt';
    link.click();
    URL.revokeObjectURL(url);
  }

  return (
    <div className="space-y-4">
      <Alert tone="warning" live title={t('recovery.title')}>
        {t('recovery.text')}
      </Alert>
      <ul className="grid gap-x-6 gap-y-1 font-mono text-sm min-[30rem]:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={text} label={t('recovery.copy')} copiedLabel={t('copied')} />
        <Button size="sm" onClick={download}>
          <Download aria-hidden className="size-4" />
          {t('recovery.download')}
        </Button>
      </div>
      <ButtonLink href="/console" look="primary" wide>
        {t('recovery.kept')}
      </ButtonLink>
    </div>
  );
}
