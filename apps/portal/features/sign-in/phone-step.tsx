'use client';
import { useRef, useState, useTransition, type FormEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { describedBy, Field, Input } from '../../ui/field.tsx';
import { sendCode } from './actions.ts';
import { useRefusalText } from './refusal-text.ts';

export function PhoneStep(props: {
  typed: string;
  onTyped: (phone: string) => void;
  onSent: (sent: { phone: string; resendAfterSeconds: number }) => void;
}) {
  const t = useTranslations('signIn');
  const refusalText = useRefusalText();
  const [error, setError] = useState('');
  const [pending, startTransition] = useTransition();
  const input = useRef<HTMLInputElement>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    startTransition(async () => {
      const result = await sendCode(props.typed).catch(
        () => ({ ok: false, refusal: 'unavailable' }) as const,
      );
      if (result.ok) return props.onSent(result);
      setError(refusalText(result));
      input.current?.focus();
    });
  }

  return (
    <form onSubmit={submit} noValidate className="space-y-5">
      <Field id="phone" label={t('phone')} hint={t('phoneHint')} error={error}>
        <Input
          ref={input}
          id="phone"
          name="phone"
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          autoFocus
          required
          value={props.typed}
          onChange={(event) => {
            props.onTyped(event.target.value);
            setError('');
          }}
          {...describedBy('phone', { error, hint: true })}
        />
      </Field>
      <Button type="submit" look="primary" wide busy={pending}>
        {t('sendCode')}
      </Button>
    </form>
  );
}
