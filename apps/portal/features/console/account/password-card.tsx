'use client';
import { useActionState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../../ui/alert.tsx';
import { InputField } from '../../../ui/field.tsx';
import { SubmitButton } from '../../../ui/submit-button.tsx';
import { NewPasswordField } from '../new-password-field.tsx';
import { submitPassword } from './actions.ts';

export function PasswordFields() {
  const t = useTranslations('consoleAccount');
  const [state, action] = useActionState(submitPassword, null);
  const answer = state?.kind === 'answer' ? state.answer : null;
  const beforeError =
    answer?.kind === 'wrong_password'
      ? t('password.wrong')
      : answer?.kind === 'too_many'
        ? t('password.tooMany', { minutes: Math.ceil(answer.retryAfterSeconds / 60) })
        : '';
  return (
    <form action={action} className="max-w-md space-y-4">
      {answer?.kind === 'changed' && (
        <Alert tone="good" live title={t('password.changed')}>
          {t('password.changedText')}
        </Alert>
      )}
      {(state?.kind === 'unavailable' || state?.kind === 'wrong') && (
        <Alert tone="bad" live title={t('password.unavailable')} />
      )}
      <InputField
        id="before"
        label={t('password.before')}
        error={beforeError}
        name="before"
        type="password"
        autoComplete="current-password"
        required
      />
      <NewPasswordField
        id="after"
        name="after"
        label={t('password.after')}
        hint={t('password.hint')}
        problem={answer?.kind === 'weak_password' ? answer.problem : null}
      />
      <SubmitButton>{t('password.change')}</SubmitButton>
    </form>
  );
}
