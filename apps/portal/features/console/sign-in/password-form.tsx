'use client';
import { useActionState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../../ui/alert.tsx';
import { InputField } from '../../../ui/field.tsx';
import { SubmitButton } from '../../../ui/submit-button.tsx';
import { signIn } from './actions.ts';

export function PasswordForm({ next }: { next: string }) {
  const t = useTranslations('consoleSignIn');
  const [state, action] = useActionState(signIn, null);
  return (
    <form action={action} className="space-y-5">
      {state && (
        <Alert tone="bad" live title={t(`refusal.${state.kind}.title`)}>
          {state.kind === 'too_many'
            ? t('refusal.too_many.text', { minutes: Math.ceil(state.retryAfterSeconds / 60) })
            : t(`refusal.${state.kind}.text`)}
        </Alert>
      )}
      <input type="hidden" name="next" value={next} />
      <InputField
        id="email"
        label={t('email')}
        name="email"
        type="email"
        autoComplete="username"
        autoFocus
        required
      />
      <InputField
        id="password"
        label={t('password')}
        name="password"
        type="password"
        autoComplete="current-password"
        required
      />
      <SubmitButton look="primary" wide>
        {t('continue')}
      </SubmitButton>
    </form>
  );
}
