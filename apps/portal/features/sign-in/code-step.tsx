'use client';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { InputField } from '../../ui/field.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useRefusalText } from './refusal-text.ts';
import { ResendButton } from './resend-button.tsx';
import { submitCode } from './submit-code.ts';

/** `isEarlier`: sent before this page asked for one. */
export type SentCode = { phone: string; resendAfterSeconds: number; isEarlier: boolean };

/** Six digits, typed, filled in by the phone or pasted with whatever surrounds them; the sixth sends the form. */
export function CodeStep(props: { sent: SentCode; next: string; onBack: () => void }) {
  const t = useTranslations('signIn');
  const refusalText = useRefusalText();
  const [kept, setKept] = useState('');
  const [error, setError] = useState('');
  const [isEarlier, setEarlier] = useState(props.sent.isEarlier);
  const input = useRef<HTMLInputElement>(null);
  const sending = useRef(false);

  async function submit(form: FormData) {
    const code = String(form.get('code') ?? '');
    if (code.length !== 6) return setError(t('refusal.incomplete'));
    // the sixth digit and the Enter key that follows it are one wish; a second try would use a used code
    if (sending.current) return;
    sending.current = true;
    const result = await submitCode(props.sent.phone, code);
    sending.current = result.ok;
    if (result.ok) {
      // a whole navigation: every part of the page has to learn who is signed in
      location.assign(props.next);
      await new Promise(() => {});
      return;
    }
    setError(refusalText(result));
    // React empties the form to what is kept
    setKept(result.refusal === 'unavailable' ? code : '');
    input.current?.focus();
  }

  function type(field: HTMLInputElement) {
    const digits = field.value.replace(/\D/g, '').slice(0, 6);
    field.value = digits;
    if (digits !== '') setError('');
    if (digits.length === 6) field.form?.requestSubmit();
  }

  return (
    <form action={submit} noValidate className="space-y-5">
      <p className="text-ink-2">
        {t.rich(isEarlier ? 'sentEarlier' : 'sentTo', {
          phone: props.sent.phone,
          b: (text) => <b className="text-ink tabular">{text}</b>,
        })}{' '}
        <Button look="quiet" size="sm" onClick={props.onBack}>
          {t('changePhone')}
        </Button>
      </p>
      <InputField
        id="code"
        label={t('code')}
        hint={t('codeHint')}
        error={error}
        ref={input}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        required
        defaultValue={kept}
        className="tabular font-mono text-xl tracking-[0.4em]"
        onChange={(event) => type(event.target)}
      />
      <SubmitButton look="primary" wide>
        {t('signIn')}
      </SubmitButton>
      <ResendButton
        phone={props.sent.phone}
        firstWaitSeconds={props.sent.resendAfterSeconds}
        onRefused={(text) => setError(text)}
        onSent={() => {
          setError('');
          setEarlier(false);
          if (input.current) input.current.value = '';
          input.current?.focus();
        }}
      />
    </form>
  );
}
