'use client';
import { useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { Alert } from '../../ui/alert.tsx';
import { Time } from '../../ui/time.tsx';
import type { InstanceSnapshot } from './snapshot.ts';

/** Files went with a machine: which, since when, and what is as it was. */
export function LossNotice(props: {
  loss: NonNullable<InstanceSnapshot['loss']>;
  locale: Locale;
  timeZone: string;
}) {
  const { loss, locale, timeZone } = props;
  const t = useTranslations('computer.loss');
  return (
    <Alert tone="bad" title={t(`${loss.what}.title`)}>
      {t.rich(`${loss.what}.text`, {
        at: () => <Time at={loss.at} shape="dateTime" locale={locale} timeZone={timeZone} />,
      })}
    </Alert>
  );
}
