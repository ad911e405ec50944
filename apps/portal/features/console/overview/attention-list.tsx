import type { ReactNode } from 'react';
import type { Translator } from '../../../i18n/translator-for.ts';
import { Alert } from '../../../ui/alert.tsx';
import { TextLink } from '../../../ui/text-link.tsx';
import type { Attention } from './attention.ts';

const links: Partial<Record<Attention['kind'], string>> = {
  failed: '/console/instances?phase=failed',
  host_silent: '/console/hosts',
  no_room: '/console/hosts',
  move_failed: '/console/instances?reason=move_failed',
  membership_api: '/console/memberships',
  events_stuck: '/console/payments',
  stock_low: '/console/campaigns',
};

/** Each with what to do; nothing at all while all is well, which is said too. */
export function AttentionList({ t, items }: { t: Translator<'consoleOverview'>; items: Attention[] }) {
  if (items.length === 0) return <Alert tone="good" title={t('attention.none')} />;
  return (
    <ul className="space-y-3">
      {items.map((item) => (
        <li key={item.kind}>
          <Alert tone={item.kind === 'stock_low' ? 'warning' : 'bad'} title={titleOf(item)}>
            {t(`attention.${item.kind}.text`)} {linkOf(item)}
          </Alert>
        </li>
      ))}
    </ul>
  );

  function titleOf(item: Attention): string {
    switch (item.kind) {
      case 'provisioner_silent':
        return item.minutes === null
          ? t('attention.provisioner_silent.never')
          : t('attention.provisioner_silent.title', { minutes: item.minutes });
      case 'walls_open':
        return t('attention.walls_open.title');
      case 'membership_api':
        return t('attention.membership_api.title', { because: item.because });
      case 'host_silent':
        return t('attention.host_silent.title', {
          count: item.names.length,
          names: item.names.join(', '),
        });
      default:
        return t(`attention.${item.kind}.title`, { count: item.count });
    }
  }

  function linkOf({ kind }: Attention): ReactNode {
    const href = links[kind];
    return href && <TextLink href={href}>{t('attention.open')}</TextLink>;
  }
}
