'use client';
import { useActionState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Field, Input, describedBy } from '../../../ui/field.tsx';
import { SubmitButton } from '../../../ui/submit-button.tsx';
import { submitCode } from './actions.ts';
import { useCodeRefusal } from './code-refusal.ts';

/** Six digits of the app, or a recovery code. */
export function CodeForm({ next }: { next: string }) {
  const t = useTranslations('consoleSecondFactor');
  const refusal = useCodeRefusal();
  const [state, action] = useActionState(submitCode, null);
  const error = refusal(state);
  return (
    <form action={action} className="space-y-5">
      <input type="hidden" name="next" value={next} />
      <Field id="code" label={t('code')} hint={t('codeHint')} error={error}>
        <Input
          id="code"
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          className="font-mono tabular"
          {...describedBy('code', { error, hint: true })}
        />
      </Field>
      <SubmitButton look="primary" wide>
        {t('open')}
      </SubmitButton>
    </form>
  );
}
