import { keyRing } from '../../../keys.ts';
import { qrOf } from '../../set-up/qr.ts';
import { offerTotp } from './offer-totp.ts';
import type { TotpOffer } from './totp-offer.tsx';
import { totpUri } from './totp.ts';

/** A fresh second factor for the page of this member. */
export function makeTotpOffer({ id, email }: { id: string; email: string }): TotpOffer {
  const { secret, sealed } = offerTotp(keyRing(), id);
  return { secret, sealed, qr: qrOf(totpUri(secret, email)) };
}
