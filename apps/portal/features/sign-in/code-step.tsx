'use client';
import { useRef, useState, useTransition, type FormEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { describedBy, Field, Input } from '../../ui/field.tsx';
import { useRefusalText } from './refusal-text.ts';
import { ResendButton } from './resend-button.tsx';
import { submitCode } from './submit-code.ts';

/** Six digits, typed, filled in by the phone or pasted with whatever surrounds them; the sixth sends the form. */
export function CodeStep(props: {
  sent: { phone: string; resendAfterSeconds: number };
  next: string;
  onBack: () => void;
}) {
  const t = useTranslations('signIn');
  const refusalText = useRefusalText();
  const [code, setCode] = useState('');
  const [error, setError] = useState('');
  const [pending, startTransition] = useTransition();
  const input = useRef<HTMLInputElement>(null);

  function send(digits: string) {
    startTransition(async () => {
      const result = await submitCode(props.sent.phone, digits);
      if (result.ok) {
        // a whole navigation: every part of the page has to learn who is signed in
        location.assign(props.next);
        await new Promise(() => {});
      } else {
        setError(refusalText(result));
        if (result.refusal !== 'unavailable') setCode('');
        input.current?.focus();
      }
    });
  }

  function type(text: string) {
    const digits = text.replace(/\D/g, '').slice(0, 6);
    setCode(digits);
    if (digits !== '') setError('');
    if (digits.length === 6 && digits !== code) send(digits);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (code.length === 6) send(code);
    else setError(t('refusal.incomplete'));
  }

  return (
    <form onSubmit={submit} noValidate className="space-y-5">
      <p className="text-ink-2">
        {t.rich('sentTo', {
          phone: props.sent.phone,
          b: (text) => <b className="text-ink tabular">{text}</b>,
        })}{' '}
        <Button look="quiet" size="sm" onClick={props.onBack} disabled={pending}>
          {t('changePhone')}
        </Button>
      </p>
      <Field id="code" label={t('code')} hint={t('codeHint')} error={error}>
        <Input
          ref={input}
          id="code"
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          required
          value={code}
          readOnly={pending}
          className="tabular font-mono text-xl tracking-[0.4em]"
          onChange={(event) => type(event.target.value)}
          {...describedBy('code', { error, hint: true })}
        />
      </Field>
      <Button type="submit" look="primary" wide busy={pending}>
        {t('signIn')}
      </Button>
      <ResendButton
        phone={props.sent.phone}
        firstWaitSeconds={props.sent.resendAfterSeconds}
        onRefused={(text) => setError(text)}
        onSent={() => {
          setError('');
          setCode('');
          input.current?.focus();
        }}
      />
    </form>
  );
}
