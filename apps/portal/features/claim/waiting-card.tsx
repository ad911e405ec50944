'use client';
import { LoaderCircle } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { Card, CardHead } from '../../ui/card.tsx';
import type { Waiting } from './line-state.ts';

/** The place in line, asked for again as often as the service says. Every line has its place from the start. */
export function WaitingCard({ waiting, look }: { waiting: Waiting; look: () => Promise<void> }) {
  const t = useTranslations('line');
  const latest = useRef(look);
  useEffect(() => {
    latest.current = look;
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const again = () => void latest.current().finally(() => (timer = setTimeout(again, 3_000)));
    const now = () => {
      if (document.visibilityState !== 'visible') return;
      clearTimeout(timer);
      again();
    };
    timer = setTimeout(again, waiting.pollMs);
    // a phone that slept shows an old place
    document.addEventListener('visibilitychange', now);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', now);
    };
  }, [waiting]);

  const { before, perSecond } = waiting;
  return (
    <Card aria-labelledby="line-title">
      <CardHead
        id="line-title"
        title={t('title')}
        hint={t('kept')}
        action={<LoaderCircle aria-hidden className="size-5 animate-spin text-ink-2 motion-reduce:hidden" />}
      />
      <p className="tabular text-3xl font-semibold" aria-hidden>
        {t('place', { place: before + 1 })}
      </p>
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
        <dt className="text-ink-2">{t('beforeLabel')}</dt>
        <dd className="tabular">{t('before', { count: before })}</dd>
        <dt className="text-ink-2">{t('paceLabel')}</dt>
        <dd className="tabular">
          {perSecond > 0 ? t('pace', { count: Math.max(1, Math.round(perSecond)) }) : '–'}
        </dd>
        <dt className="text-ink-2">{t('estimateLabel')}</dt>
        <dd className="tabular">{estimate()}</dd>
      </dl>
      <p className="sr-only" role="status">
        {t('spoken', { place: roughly(before + 1) })}
      </p>
      <p className="mt-3 min-h-10 text-sm text-ink-2">
        {waiting.paused ? t('paused') : waiting.setAside ? t('setAside') : t('leave')}
      </p>
      <noscript>
        <meta httpEquiv="refresh" content="5" />
      </noscript>
    </Card>
  );

  function estimate(): string {
    const ms = waiting.estimateMs;
    if (ms === null) return t('unknown');
    const seconds = Math.ceil(ms / 1000);
    return seconds < 60
      ? t('seconds', { count: seconds <= 5 ? 5 : Math.ceil(seconds / 5) * 5 })
      : t('minutes', { count: Math.ceil(seconds / 60) });
  }
}

/** Two figures are enough for an ear, which would else hear every change. */
function roughly(place: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(place)) - 1);
  return Math.ceil(place / step) * step;
}
