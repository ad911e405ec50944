'use client';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { InputField } from '../../ui/field.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { sendCode } from './actions.ts';
import type { SentCode } from './code-step.tsx';
import { useRefusalText } from './refusal-text.ts';

export function PhoneStep(props: {
  typed: string;
  onTyped: (phone: string) => void;
  onSent: (sent: SentCode) => void;
}) {
  const t = useTranslations('signIn');
  const refusalText = useRefusalText();
  const [error, setError] = useState('');
  const input = useRef<HTMLInputElement>(null);

  // a form action, because React replays it when it was sent before the page had come alive
  async function submit(form: FormData) {
    const typed = String(form.get('phone') ?? '');
    props.onTyped(typed);
    const result = await sendCode(typed).catch(() => ({ ok: false, refusal: 'unavailable' }) as const);
    if (result.ok) return props.onSent({ ...result, isEarlier: false });
    // who went back, or whose page was loaded anew while they read the message, has a code to enter
    if (result.refusal === 'too_soon' && 'phone' in result)
      return props.onSent({
        phone: result.phone,
        resendAfterSeconds: result.retryAfterSeconds,
        isEarlier: true,
      });
    setError(refusalText(result));
    input.current?.focus();
  }

  return (
    <form action={submit} noValidate className="space-y-5">
      <InputField
        id="phone"
        label={t('phone')}
        hint={t('phoneHint')}
        error={error}
        ref={input}
        name="phone"
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        autoFocus
        required
        defaultValue={props.typed}
        onChange={() => setError('')}
      />
      <SubmitButton look="primary" wide>
        {t('sendCode')}
      </SubmitButton>
    </form>
  );
}
