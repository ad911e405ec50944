'use client';
import { useTranslations } from 'use-intl/react';
import { Alert } from '@/ui/alert.tsx';
import { ButtonLink } from '@/ui/button.tsx';
import type { ChatConnection } from './chat-state.ts';

const known = [
  'connecting',
  'unreachable',
  'starting',
  'expired',
  'suspended',
  'failed',
  'removed',
  'none',
  'offline',
] as const;

/** Why there is no conversation just now, and the way out. Nothing while there is one. */
export function ConnectionNote({ connection }: { connection: ChatConnection }) {
  const t = useTranslations('chat');
  if (connection.state === 'connected') return null;
  const state = known.find((word) => word === connection.state) ?? 'unreachable';
  if (state === 'connecting')
    return (
      <p role="status" className="text-sm text-ink-2">
        {t('connection.connecting')}
      </p>
    );
  const waits = state === 'starting' || state === 'unreachable' || state === 'offline';
  return (
    <Alert tone={waits ? 'info' : 'warning'} live title={t(`connection.${state}`)} action={action()}>
      {connection.detail || undefined}
    </Alert>
  );

  function action() {
    if (state === 'expired')
      return (
        <ButtonLink size="sm" look="primary" href="/computer">
          {t('renew')}
        </ButtonLink>
      );
    if (state === 'none')
      return (
        <ButtonLink size="sm" look="primary" href="/claim">
          {t('toClaim')}
        </ButtonLink>
      );
    if (state === 'failed' || state === 'suspended')
      return (
        <ButtonLink size="sm" href="/computer">
          {t('toComputer')}
        </ButtonLink>
      );
    return undefined;
  }
}
