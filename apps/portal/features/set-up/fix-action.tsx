'use client';
import { useTranslations } from 'use-intl/react';
import { Button, ButtonLink } from '@/ui/button.tsx';
import type { StepFix } from './checklist.ts';
import { usePost } from './use-post.ts';

/** The one thing a person can do about a step. */
export function FixAction(props: {
  fix: StepFix;
  consoleUrl: string;
  onScanAgain: () => void;
  onEnterAgain: () => void;
}) {
  const t = useTranslations('setUp');
  const { fix } = props;
  const check = usePost<{ ok: boolean }>('/api/set-up/bot/check');
  const label = t(`fix.${fix}`);
  switch (fix) {
    case 'new_code':
      return (
        <Button size="sm" onClick={props.onScanAgain}>
          {label}
        </Button>
      );
    case 'check_again':
      return (
        <>
          <Button size="sm" busy={check.isBusy} onClick={() => void check.post({})}>
            {label}
          </Button>
          {check.refused && (
            <p role="alert" className="text-sm text-red">
              {check.refused.reason === 'too_many'
                ? t('checkTooMany', { detail: check.refused.detail })
                : t('checkFailed')}
            </p>
          )}
        </>
      );
    case 'enter_again':
      return (
        <Button size="sm" onClick={props.onEnterAgain}>
          {label}
        </Button>
      );
    case 'open_console':
      return (
        <ButtonLink size="sm" href={props.consoleUrl} target="_blank" rel="noreferrer" prefetch={false}>
          {label}
        </ButtonLink>
      );
    case 'renew':
    case 'open_computer':
      return (
        <ButtonLink size="sm" href="/computer">
          {label}
        </ButtonLink>
      );
    case 'set_model':
      return (
        <ButtonLink size="sm" href="#model">
          {label}
        </ButtonLink>
      );
    case 'approve_sender':
      return (
        <ButtonLink size="sm" href="#pairings">
          {label}
        </ButtonLink>
      );
  }
}
