'use client';
import type { Role } from '@rockpool/db/domain/roles';
import { useActionState, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../../ui/alert.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { SubmitButton } from '../../../ui/submit-button.tsx';
import { RoleField } from '../role-field.tsx';
import { changeMember, reset } from './actions.ts';
import { OnceLink } from './once-link.tsx';

/** What an admin may do with another member, in one dialog: role, new link, disabled or not. */
export function MemberActions(props: { id: string; email: string; role: Role; disabled: boolean }) {
  const { id, email, disabled } = props;
  const t = useTranslations('consoleStaff');
  const [open, setOpen] = useState(false);
  const [changed, changeAction] = useActionState(changeMember, null);
  const [resetState, resetAction] = useActionState(reset, null);
  const answer = changed?.kind === 'answer' ? changed.answer : null;
  const resetAnswer = resetState?.kind === 'answer' ? resetState.answer : null;
  const refusal = [answer?.kind, resetAnswer?.kind].find(
    (kind) => kind === 'last_admin' || kind === 'own_account' || kind === 'not_found' || kind === 'forbidden',
  );
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)} aria-label={t('member.openNamed', { email })}>
        {t('member.open')}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={email} closeLabel={t('member.close')}>
        <div className="space-y-6">
          {refusal && <Alert tone="warning" live title={t(`refusal.${refusal}`)} />}
          {changed?.kind === 'unavailable' && <Alert tone="bad" live title={t('refusal.unavailable')} />}
          {answer?.kind === 'done' && <Alert tone="good" live title={t('member.done')} />}
          {resetAnswer?.kind === 'reset' ? (
            <OnceLink link={resetAnswer.link} title={t('member.resetDone')} isMailed={resetAnswer.isMailed} />
          ) : null}
          <form action={changeAction} className="flex flex-wrap items-end gap-3">
            <input type="hidden" name="id" value={id} />
            <input type="hidden" name="change" value="role" />
            <div className="min-w-40 flex-1">
              <RoleField id={`role-${id}`} label={t('member.role')} defaultValue={props.role} />
            </div>
            <SubmitButton>{t('member.saveRole')}</SubmitButton>
          </form>
          <form action={resetAction} className="space-y-2">
            <input type="hidden" name="id" value={id} />
            <p className="text-sm text-ink-2">{t('member.resetHint')}</p>
            <SubmitButton>{t('member.reset')}</SubmitButton>
          </form>
          <form action={changeAction} className="space-y-2">
            <input type="hidden" name="id" value={id} />
            <input type="hidden" name="change" value={disabled ? 'enable' : 'disable'} />
            <p className="text-sm text-ink-2">{t(disabled ? 'member.enableHint' : 'member.disableHint')}</p>
            <SubmitButton look={disabled ? 'secondary' : 'danger'}>
              {t(disabled ? 'member.enable' : 'member.disable')}
            </SubmitButton>
          </form>
        </div>
      </Dialog>
    </>
  );
}
