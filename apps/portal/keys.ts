import { parseKeyRing, type KeyRing } from '@rockpool/db/secrets';
import { env } from './env.ts';

let ring: KeyRing | undefined;

/** Seals and opens what the database must not show, and derives the gateways' tokens. Throws `SecretsError` for a ring that does not parse. */
export function keyRing(): KeyRing {
  return (ring ??= parseKeyRing(env().keys));
}
