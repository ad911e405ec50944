'use client';
import { useEffect, useState, useTransition } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { sendCode } from './actions.ts';
import { useRefusalText } from './refusal-text.ts';

/** Counts down to the moment when the server would send another code, then offers it. */
export function ResendButton(props: {
  phone: string;
  firstWaitSeconds: number;
  onSent: () => void;
  onRefused: (text: string) => void;
}) {
  const t = useTranslations('signIn');
  const refusalText = useRefusalText();
  const [waitSeconds, setWaitSeconds] = useState(props.firstWaitSeconds);
  const [resent, setResent] = useState(false);
  const [pending, startTransition] = useTransition();
  const waiting = waitSeconds > 0;

  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => setWaitSeconds((seconds) => Math.max(0, seconds - 1)), 1000);
    return () => clearInterval(timer);
  }, [waiting]);

  function resend() {
    startTransition(async () => {
      const result = await sendCode(props.phone).catch(
        () => ({ ok: false, refusal: 'unavailable' }) as const,
      );
      setResent(result.ok);
      if (result.ok) {
        setWaitSeconds(result.resendAfterSeconds);
        props.onSent();
      } else {
        if ('retryAfterSeconds' in result) setWaitSeconds(result.retryAfterSeconds);
        props.onRefused(refusalText(result));
      }
    });
  }

  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-3 text-sm text-ink-2">
      {waiting ? (
        <span className="tabular">{t('resendIn', { seconds: waitSeconds })}</span>
      ) : (
        <Button size="sm" busy={pending} onClick={resend}>
          {t('resend')}
        </Button>
      )}
      <span role="status">{resent && waiting ? t('resent') : ''}</span>
    </div>
  );
}
