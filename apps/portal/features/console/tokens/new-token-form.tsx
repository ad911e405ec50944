'use client';
import { useActionState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../../ui/alert.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { InputField, SelectField } from '../../../ui/field.tsx';
import { SubmitButton } from '../../../ui/submit-button.tsx';
import { RoleField } from '../role-field.tsx';
import { create } from './actions.ts';

const lives = ['7', '30', '90', '365', 'null'] as const;

/** A new token, shown once. */
export function NewTokenForm() {
  const t = useTranslations('consoleTokens');
  const [state, action] = useActionState(create, null);
  const answer = state?.kind === 'answer' ? state.answer : null;
  return (
    <div className="space-y-4">
      {answer?.kind === 'created' && (
        <Alert
          tone="good"
          live
          title={t('created.title')}
          action={
            <CopyButton text={answer.token} label={t('created.copy')} copiedLabel={t('created.copied')} />
          }
        >
          <p>{t('created.text')}</p>
          <code className="mt-2 block font-mono text-xs break-all">{answer.token}</code>
        </Alert>
      )}
      {(answer?.kind === 'role_above_own' || answer?.kind === 'forbidden') && (
        <Alert tone="bad" live title={t(`refusal.${answer.kind}`)} />
      )}
      {(state?.kind === 'wrong' || state?.kind === 'unavailable') && (
        <Alert tone="bad" live title={t(`refusal.${state.kind}`)} />
      )}
      <form action={action} className="flex flex-wrap items-end gap-3">
        <div className="min-w-0 flex-1 basis-56 max-sm:basis-full">
          <InputField
            id="token-name"
            label={t('form.name')}
            name="name"
            maxLength={80}
            required
            autoComplete="off"
          />
        </div>
        <div className="min-w-32 basis-36 max-sm:flex-1">
          <RoleField id="token-role" label={t('form.role')} defaultValue="auditor" />
        </div>
        <div className="min-w-32 basis-36 max-sm:flex-1">
          <SelectField id="token-life" label={t('form.life')} name="life" defaultValue="90">
            {lives.map((life) => (
              <option key={life} value={life}>
                {life === 'null' ? t('form.forever') : t('form.days', { count: Number(life) })}
              </option>
            ))}
          </SelectField>
        </div>
        <SubmitButton look="primary">{t('form.create')}</SubmitButton>
      </form>
    </div>
  );
}
