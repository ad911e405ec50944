'use client';
import { useActionState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../../ui/alert.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { InputField } from '../../../ui/field.tsx';
import { SubmitButton } from '../../../ui/submit-button.tsx';
import { verify } from './actions.ts';

/** Verifies the chain, and says which head to note down elsewhere. */
export function VerifyForm() {
  const t = useTranslations('consoleAudit');
  const [state, action] = useActionState(verify, null);
  const verdict = state?.kind === 'answer' ? state.answer : null;
  const error = state?.kind === 'wrong' ? t('verify.wrongHead') : '';
  const head = verdict?.kind === 'whole' ? `${verdict.head.id}:${verdict.head.hash}` : '';
  return (
    <div className="space-y-4">
      {verdict?.kind === 'whole' && (
        <Alert
          tone="good"
          live
          title={t('verify.whole', { count: verdict.entries })}
          action={<CopyButton text={head} label={t('verify.copy')} copiedLabel={t('verify.copied')} />}
        >
          <p>{t('verify.note')}</p>
          <code className="mt-1 block font-mono text-xs break-all">{head}</code>
          {verdict.removed > 0 && <p className="mt-1">{t('verify.removed', { count: verdict.removed })}</p>}
        </Alert>
      )}
      {verdict?.kind === 'broken' && (
        <Alert tone="bad" live title={t('verify.broken', { id: verdict.id })}>
          <p>{t(`verify.why.${verdict.why}`)}</p>
          <p className="mt-1">{t('verify.brokenText')}</p>
        </Alert>
      )}
      {state?.kind === 'unavailable' && <Alert tone="bad" live title={t('verify.unavailable')} />}
      <form action={action} className="flex flex-wrap items-end gap-3">
        <div className="min-w-0 flex-1 basis-72">
          <InputField
            id="head"
            label={t('verify.head')}
            hint={t('verify.headHint')}
            error={error}
            name="head"
            spellCheck={false}
            autoComplete="off"
            className="font-mono text-sm"
          />
        </div>
        <SubmitButton className="mb-7">{t('verify.submit')}</SubmitButton>
      </form>
    </div>
  );
}
