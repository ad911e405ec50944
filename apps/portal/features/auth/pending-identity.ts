/** An identity on its way to a verified phone number: a signed value that a browser keeps for ten minutes. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

export const pendingIdentityCookie = 'rockpool-identity';
export const pendingIdentitySeconds = 600;

const Pending = z.object({ provider: z.string(), subject: z.string(), untilMs: z.number() });
export type PendingIdentity = Pick<z.output<typeof Pending>, 'provider' | 'subject'>;

export function signPendingIdentity(secret: string, identity: PendingIdentity, nowMs: number): string {
  const untilMs = nowMs + pendingIdentitySeconds * 1000;
  const body = Buffer.from(JSON.stringify({ ...identity, untilMs })).toString('base64url');
  return `${body}.${signatureOf(secret, body)}`;
}

/** null for anything that was not signed here, was changed, or is older than ten minutes. */
export function readPendingIdentity(secret: string, text: string, nowMs: number): PendingIdentity | null {
  const [body = '', signature = ''] = text.split('.');
  const [given, expected] = [Buffer.from(signature), Buffer.from(signatureOf(secret, body))];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const pending = Pending.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  return pending.untilMs > nowMs ? { provider: pending.provider, subject: pending.subject } : null;
}

const signatureOf = (secret: string, body: string) =>
  createHmac('sha256', secret).update(`pending identity\0${body}`).digest('base64url');
