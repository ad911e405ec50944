'use client';
import { roles } from '@rockpool/db/domain/roles';
import { useActionState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../../ui/alert.tsx';
import { InputField } from '../../../ui/field.tsx';
import { SubmitButton } from '../../../ui/submit-button.tsx';
import { RoleField } from '../role-field.tsx';
import { invite } from './actions.ts';
import { OnceLink } from './once-link.tsx';

export function InviteForm() {
  const t = useTranslations('consoleStaff');
  const role = useTranslations('consoleRole');
  const [state, action] = useActionState(invite, null);
  const answer = state?.kind === 'answer' ? state.answer : null;
  return (
    <div className="space-y-4">
      {answer?.kind === 'invited' && (
        <OnceLink
          link={answer.link}
          title={t('invite.done', { email: answer.email })}
          isMailed={answer.isMailed}
        />
      )}
      {answer?.kind === 'already_staff' && <Alert tone="warning" live title={t('refusal.already_staff')} />}
      {answer?.kind === 'forbidden' && <Alert tone="bad" live title={t('refusal.forbidden')} />}
      {state?.kind === 'wrong' && <Alert tone="bad" live title={t('refusal.wrong_email')} />}
      {state?.kind === 'unavailable' && <Alert tone="bad" live title={t('refusal.unavailable')} />}
      <form action={action} className="flex flex-wrap items-end gap-3">
        <div className="min-w-0 flex-1 basis-60">
          <InputField
            id="invite-email"
            label={t('invite.email')}
            name="email"
            type="email"
            autoComplete="off"
            required
          />
        </div>
        <div className="basis-40">
          <RoleField id="invite-role" label={t('invite.role')} defaultValue="operator" />
        </div>
        <SubmitButton look="primary">{t('invite.submit')}</SubmitButton>
      </form>
      <dl className="grid gap-1 text-sm text-ink-2">
        {roles.map((each) => (
          <div key={each} className="flex flex-wrap gap-x-2">
            <dt className="font-medium text-ink">{role(`name.${each}`)}</dt>
            <dd>{role(`may.${each}`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
