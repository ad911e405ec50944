'use client';
import { startTransition, useActionState, useState, type FormEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { InputField } from '../../ui/field.tsx';
import { deleteOwnAccount, sendDeletionCode, type DeleteState } from './delete-actions.ts';

/** Deleting the account: what is lost and what stays is said first, then the number and a code are asked for. */
export function DeleteAccount({ phone }: { phone: string }) {
  const t = useTranslations('accountDeletion');
  const [open, setOpen] = useState(false);
  const [sent, setSent] = useState<'sent' | 'too_soon' | 'failed' | null>(null);
  const [sending, setSending] = useState(false);
  const [state, submit, pending] = useActionState<DeleteState, FormData>(deleteOwnAccount, null);

  async function send() {
    setSending(true);
    const result = await sendDeletionCode().catch(() => null);
    setSending(false);
    const waits = result && !result.ok && 'retryAfterSeconds' in result;
    setSent(result?.ok ? 'sent' : waits ? 'too_soon' : 'failed');
  }

  function confirm(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (pending) return;
    const form = new FormData(event.currentTarget);
    startTransition(() => submit(form));
  }

  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        {t('open')}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t('open')} closeLabel={t('cancel')}>
        <div className="mb-4 space-y-3 text-sm">
          <div>
            <p className="font-medium">{t('lost.title')}</p>
            <ul className="list-disc pl-5 text-ink-2">
              <li>{t('lost.computer')}</li>
              <li>{t('lost.days')}</li>
              <li>{t('lost.session')}</li>
            </ul>
          </div>
          <div>
            <p className="font-medium">{t('kept.title')}</p>
            <p className="text-ink-2">{t('kept.text')}</p>
          </div>
          <p>{t('noUndo')}</p>
        </div>
        <form onSubmit={confirm} className="space-y-4">
          <InputField
            id="delete-phone"
            label={t('phone', { phone })}
            name="phone"
            type="tel"
            required
            autoComplete="off"
          />
          <InputField
            id="delete-code"
            label={t('code')}
            hint={sent && t(`codeState.${sent}`)}
            action={
              <Button size="sm" look="quiet" busy={sending} onClick={() => void send()}>
                {t('send')}
              </Button>
            }
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            maxLength={12}
            className="font-mono tabular"
          />
          {state && <Alert live tone="bad" title={t(`refusal.${state.refusal}`)} />}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={() => setOpen(false)}>{t('cancel')}</Button>
            <Button type="submit" look="danger" busy={pending}>
              {t('confirm')}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
