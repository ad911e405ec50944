'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { useAppClock } from '../live/use-app-clock.ts';
import type { Qr } from '../set-up/qr.ts';
import { Alert } from '@/ui/alert.tsx';
import { QrCode } from '@/ui/qr-code.tsx';
import { Skeleton } from '@/ui/skeleton.tsx';
import { SandboxLabel } from '@/ui/sandbox-label.tsx';
import { OutsideLink } from '@/ui/text-link.tsx';
import { countdown } from './countdown.ts';

/** The place of a QR that was asked for. */
export function ScanComing() {
  return (
    <div className="flex flex-col items-center gap-3">
      <Skeleton className="aspect-square w-full max-w-56" />
      <Skeleton className="h-11 w-56 max-w-full" />
      <Skeleton className="h-5 w-32" />
      <Skeleton className="h-7 w-56 max-w-full" />
      <Skeleton className="h-10 w-64 max-w-full" />
      <Skeleton className="h-11 w-40" />
    </div>
  );
}

/** The QR with its remaining time. Keeps its height when the time is up. */
export function ScanCode(props: {
  code: { qr: Qr; url: string };
  expiresAt: string;
  now: string;
  isTroubled: boolean;
  isSandbox: boolean;
  newCode: ReactNode;
  cancel: ReactNode;
}) {
  const t = useTranslations('feishu');
  const { code, isSandbox } = props;
  const leftMs = Date.parse(props.expiresAt) - useAppClock(props.now);
  if (leftMs <= 0)
    return (
      <Alert tone="warning" title={t('expired')} action={props.newCode}>
        {t('expiredText')}
      </Alert>
    );
  return (
    <div className="flex flex-col items-center gap-3 text-center">
      <div className="w-full max-w-56 rounded-card border border-line bg-white p-2">
        <QrCode {...code.qr} label={t('scanMe')} />
      </div>
      <div>
        <p className="font-medium">{t('scanMe')}</p>
        <p className="text-sm text-ink-2">{t('scanSteps')}</p>
      </div>
      {/* a screen reader hears the words once, not every second */}
      <p className="text-sm text-ink-2 tabular" aria-live="off">
        {t('expiresIn', { time: countdown(leftMs) })}
      </p>
      {props.isTroubled && <p className="text-sm text-amber">{t('troubled')}</p>}
      {isSandbox ? (
        <SandboxLabel href={code.url}>{t('sandboxScan')}</SandboxLabel>
      ) : (
        <OutsideLink href={code.url} className="text-sm">
          {t('onThisPhone')}
        </OutsideLink>
      )}
      <p className="text-sm text-ink-2">{t('lark')}</p>
      <div className="flex flex-wrap justify-center gap-2">
        {props.newCode}
        {props.cancel}
      </div>
    </div>
  );
}
