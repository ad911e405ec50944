/** How `channel_settings.refusal` is written: the reason, then the vendor's words. */
import { credentialRefusals, type CredentialRefusal } from '../feishu/credentials.ts';

export type Refusal = { reason: CredentialRefusal; detail: string };

export function writeRefusal({
  reason,
  code,
  detail,
}: {
  reason: CredentialRefusal;
  code: number;
  detail: string;
}): string {
  return `${reason}: ${[code || '', detail].join(' ').trim()}`;
}

export function readRefusal(text: string | null): Refusal | null {
  if (text === null) return null;
  const [word, ...rest] = text.split(': ');
  const reason = credentialRefusals.find((known) => known === word);
  return reason ? { reason, detail: rest.join(': ') } : { reason: 'refused', detail: text };
}

/** With these the id and the secret are right; what is missing is a step in Feishu's console. */
export function isAboutAbility(reason: CredentialRefusal): boolean {
  return reason === 'bot_off' || reason === 'missing_scope';
}
