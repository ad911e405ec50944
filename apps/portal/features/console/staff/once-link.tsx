'use client';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../../ui/alert.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';

/** A link that is told once. `isMailed` null: no mail is set up; false: it could not be sent. */
export function OnceLink({
  link,
  title,
  isMailed,
}: {
  link: string;
  title: string;
  isMailed: boolean | null;
}) {
  const t = useTranslations('consoleStaff');
  return (
    <Alert
      tone="good"
      live
      title={title}
      action={<CopyButton text={link} label={t('link.copy')} copiedLabel={t('link.copied')} />}
    >
      {isMailed !== null && <p>{t(isMailed ? 'link.mailed' : 'link.mailFailed')}</p>}
      {!isMailed && <p>{t('link.text')}</p>}
      <code className="mt-2 block font-mono text-xs break-all">{link}</code>
    </Alert>
  );
}
