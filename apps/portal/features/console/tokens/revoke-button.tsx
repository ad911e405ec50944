'use client';
import { useActionState, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../../ui/alert.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { SubmitButton } from '../../../ui/submit-button.tsx';
import { revoke } from './actions.ts';

export function RevokeButton({ id, name }: { id: string; name: string }) {
  const t = useTranslations('consoleTokens');
  const [open, setOpen] = useState(false);
  const [state, action] = useActionState(revoke, null);
  const isDone = state?.kind === 'answer' && state.answer.kind === 'revoked';
  return (
    <>
      <Button size="sm" look="danger" onClick={() => setOpen(true)} aria-label={t('revoke.named', { name })}>
        {t('revoke.open')}
      </Button>
      <Dialog
        open={open && !isDone}
        onOpenChange={setOpen}
        title={t('revoke.title', { name })}
        description={t('revoke.text')}
        closeLabel={t('revoke.close')}
      >
        <form action={action} className="space-y-4">
          {state && !isDone && <Alert tone="bad" live title={t('refusal.unavailable')} />}
          <input type="hidden" name="id" value={id} />
          <SubmitButton look="danger">{t('revoke.submit')}</SubmitButton>
        </form>
      </Dialog>
    </>
  );
}
