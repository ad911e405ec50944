'use client';
import { useActionState, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../../ui/alert.tsx';
import { InputField } from '../../../ui/field.tsx';
import { SubmitButton } from '../../../ui/submit-button.tsx';
import { TextLink } from '../../../ui/text-link.tsx';
import { NewPasswordField } from '../new-password-field.tsx';
import { useCodeRefusal } from '../second-factor/code-refusal.ts';
import { RecoveryCodesCard } from '../second-factor/recovery-codes-card.tsx';
import { TotpOfferFields, type TotpOffer } from '../second-factor/totp-offer.tsx';
import { join } from './actions.ts';

/** `null` = the link holds no longer. */
export type JoinOffer = { email: string; token: string; totp: TotpOffer } | null;

/**
 * Password and authenticator app, then the recovery codes. The page is rendered again once the session is open, when
 * the link is used up: what this form holds then counts, so that the codes stay on the screen.
 */
export function JoinForm(props: { offer: JoinOffer }) {
  const t = useTranslations('consoleJoin');
  const refusal = useCodeRefusal();
  const [offer] = useState(props.offer);
  const [password, setPassword] = useState('');
  const [state, action] = useActionState(join, null);
  if (state?.kind === 'joined')
    return <RecoveryCodesCard codes={state.recoveryCodes} email={offer?.email ?? ''} />;
  if (!offer || state?.kind === 'link_over')
    return (
      <Alert
        tone="warning"
        live
        title={t('over.title')}
        action={<TextLink href="/console/sign-in">{t('over.signIn')}</TextLink>}
      >
        {t('over.text')}
      </Alert>
    );
  return (
    <form action={action} className="space-y-6">
      <input type="hidden" name="token" value={offer.token} />
      <InputField
        id="email"
        label={t('email')}
        name="email"
        type="email"
        autoComplete="username"
        value={offer.email}
        readOnly
      />
      <NewPasswordField
        id="password"
        name="password"
        label={t('password')}
        hint={t('passwordHint')}
        problem={state?.kind === 'weak_password' ? state.problem : null}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <TotpOfferFields offer={offer.totp} error={refusal(state)} />
      <SubmitButton look="primary" wide>
        {t('join')}
      </SubmitButton>
    </form>
  );
}
