'use client';
import { useActionState } from 'react';
import { useTranslations } from 'use-intl/react';
import { InputField } from '../../../ui/field.tsx';
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
      <InputField
        id="code"
        label={t('code')}
        hint={t('codeHint')}
        error={error}
        name="code"
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        required
        className="font-mono tabular"
      />
      <SubmitButton look="primary" wide>
        {t('open')}
      </SubmitButton>
    </form>
  );
}
