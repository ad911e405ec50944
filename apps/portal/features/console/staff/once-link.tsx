'use client';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../../ui/alert.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';

/** A link that is told once. */
export function OnceLink({ link, title }: { link: string; title: string }) {
  const t = useTranslations('consoleStaff');
  return (
    <Alert
      tone="good"
      live
      title={title}
      action={<CopyButton text={link} label={t('link.copy')} copiedLabel={t('link.copied')} />}
    >
      <p>{t('link.text')}</p>
      <code className="mt-2 block font-mono text-xs break-all">{link}</code>
    </Alert>
  );
}
