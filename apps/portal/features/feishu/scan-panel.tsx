'use client';
import { LoaderCircle, QrCode as QrIcon, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Translator } from '@/i18n/translator-for.ts';
import type { Refused } from '../api/post-json.ts';
import type { StartScanResult } from '../set-up/start-scan.ts';
import type { ScanView } from '../set-up/snapshot.ts';
import { usePost } from '../set-up/use-post.ts';
import { Alert } from '@/ui/alert.tsx';
import { Button } from '@/ui/button.tsx';
import { SandboxLabel } from '@/ui/sandbox-label.tsx';
import { ScanCode, ScanComing } from './scan-code.tsx';

/** From the first click to the phone's answer. What it shows is the server's state, so a reload changes nothing. */
export function ScanPanel(props: {
  scan: ScanView | null;
  now: string;
  /** there is a bot that a new one would replace */
  replaces: boolean;
  /** the scan shown last belongs to the bot of before */
  isStale: boolean;
  sandboxPhone: string | null;
  onKeep: (() => void) | null;
}) {
  const t = useTranslations('feishu');
  const { scan, now, replaces, isStale, sandboxPhone, onKeep } = props;
  const start = usePost<StartScanResult>('/api/set-up/scan');
  const cancel = usePost<{ ok: boolean }>('/api/set-up/scan/cancel');
  // the scan that was shown when a new one was asked for; until that has come its place is kept
  const [begunAt, setBegunAt] = useState<string | null>();
  const shown = scan?.id ?? null;
  const begin = async () => {
    setBegunAt(shown);
    const result = await start.post({ replace: replaces });
    if (!result.ok) setBegunAt(undefined);
  };
  const newCode = (
    <Button look="primary" busy={start.isBusy} onClick={() => void begin()}>
      {t('newCode')}
    </Button>
  );
  const keep = onKeep && (
    <Button look="quiet" onClick={onKeep}>
      {t('keep')}
    </Button>
  );
  const again = (
    <>
      {newCode}
      {keep}
    </>
  );

  const state = isStale ? 'none' : (scan?.state ?? 'none');
  const isIdle = state === 'none' || state === 'cancelled' || state === 'done';
  return (
    <div className="space-y-4" aria-live="polite">
      {scan && state === 'waiting' && scan.code && (
        <ScanCode
          key={scan.id}
          code={scan.code}
          expiresAt={scan.expiresAt}
          now={now}
          isTroubled={scan.isTroubled}
          isSandbox={sandboxPhone !== null}
          newCode={newCode}
          cancel={
            <Button look="quiet" busy={cancel.isBusy} onClick={() => void cancel.post({})}>
              {t('cancel')}
            </Button>
          }
        />
      )}
      {state === 'scanned' && (
        <div className="flex flex-col items-center gap-3 py-8 text-center">
          <Smartphone aria-hidden className="size-8 text-blue" />
          <p className="flex items-center gap-2 font-medium">
            <LoaderCircle aria-hidden className="size-4 animate-spin" />
            {t('scanned')}
          </p>
          <p className="text-sm text-ink-2">{t('scannedHint')}</p>
          <Button look="quiet" busy={start.isBusy} onClick={() => void begin()}>
            {t('newCode')}
          </Button>
        </div>
      )}
      {state === 'denied' && (
        <Alert tone="warning" title={t('denied')} action={again}>
          {t('deniedText')}
        </Alert>
      )}
      {state === 'expired' && (
        <Alert tone="warning" title={t('expired')} action={again}>
          {t('expiredText')}
        </Alert>
      )}
      {scan && state === 'failed' && (
        <Alert tone="bad" title={t('failed')} action={again}>
          {t(
            `failedText.${scan.detail === 'app_in_use' || scan.detail === 'unreachable' ? scan.detail : 'other'}`,
          )}
        </Alert>
      )}
      {isIdle && begunAt === shown && <ScanComing />}
      {isIdle && begunAt !== shown && (
        <div className="flex flex-col items-start gap-4">
          <p className="text-ink-2">{t('startHint')}</p>
          <div className="flex flex-wrap gap-2">
            <Button look="primary" busy={start.isBusy} onClick={() => void begin()}>
              <QrIcon aria-hidden className="size-4" />
              {t('start')}
            </Button>
            {keep}
          </div>
        </div>
      )}
      {start.refused && <Alert tone="bad" live title={startRefusalText(t, start.refused)} />}
      {sandboxPhone && state !== 'waiting' && <SandboxLabel href={sandboxPhone}>{t('sandbox')}</SandboxLabel>}
    </div>
  );
}

const startRefusals = ['no_instance', 'has_bot', 'too_many', 'unreachable', 'refused', 'offline'] as const;

function startRefusalText(t: Translator<'feishu'>, { reason, detail }: Refused): string {
  const known = startRefusals.find((word) => word === reason) ?? 'other';
  return t(`startRefusal.${known}`, { detail });
}
