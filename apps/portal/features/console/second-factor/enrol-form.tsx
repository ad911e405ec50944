'use client';
import { useActionState, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { SubmitButton } from '../../../ui/submit-button.tsx';
import { submitNewTotp } from './actions.ts';
import { useCodeRefusal } from './code-refusal.ts';
import { RecoveryCodesCard } from './recovery-codes-card.tsx';
import { TotpOfferFields, type TotpOffer } from './totp-offer.tsx';

/** A new authenticator app, then the recovery codes that belong to it. */
export function EnrolForm(props: { offer: TotpOffer; email: string }) {
  const t = useTranslations('consoleSecondFactor');
  const refusal = useCodeRefusal();
  // the page makes a new offer whenever it is rendered; the one that was scanned stays
  const [offer] = useState(props.offer);
  const [state, action] = useActionState(submitNewTotp, null);
  if (state && 'recoveryCodes' in state)
    return <RecoveryCodesCard codes={state.recoveryCodes} email={props.email} />;
  return (
    <form action={action} className="space-y-5">
      <TotpOfferFields offer={offer} error={refusal(state)} />
      <SubmitButton look="primary" wide>
        {t('offer.save')}
      </SubmitButton>
    </form>
  );
}
