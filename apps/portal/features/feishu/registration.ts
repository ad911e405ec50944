/**
 * The device flow that creates a bot by one scan: `begin` gives a QR, `poll` tells how far the person is.
 * The device code is a bearer secret; only the QR's URL may reach a browser.
 */
import { z } from 'zod';
import { type Brand } from './hosts.ts';
import { vendorCall } from './vendor-call.ts';

const path = '/oauth/v1/app/registration';
/** for answers without a life of the code */
const lifeSecondsDefault = 600;
const intervalSecondsDefault = 5;

const Begun = z.object({
  device_code: z.string().min(1),
  verification_uri_complete: z.url(),
  expires_in: z.number().positive().default(lifeSecondsDefault),
  interval: z.number().positive().default(intervalSecondsDefault),
});

const Polled = z.object({
  error: z.string().optional(),
  client_id: z.string().min(1).optional(),
  client_secret: z.string().min(1).optional(),
  user_info: z.object({ open_id: z.string().optional(), tenant_brand: z.string().optional() }).optional(),
});

export type BeginAnswer =
  | { ok: true; deviceCode: string; verificationUrl: string; lifeMs: number; pollEveryMs: number }
  | { ok: false; reason: 'unreachable' | 'refused'; detail: string };

/** Always begun on Feishu's host, even for Lark users: the poll tells when to change over. */
export async function beginRegistration(accountsUrl: string): Promise<BeginAnswer> {
  const answer = await post(accountsUrl, {
    action: 'begin',
    archetype: 'PersonalAgent',
    auth_method: 'client_secret',
    request_user_info: 'open_id tenant_brand',
  });
  if (answer.kind === 'trouble') return { ok: false, reason: 'unreachable', detail: answer.detail };
  const begun = Begun.safeParse(answer.json);
  if (!begun.success)
    return { ok: false, reason: 'refused', detail: String(answer.json['error'] ?? `HTTP ${answer.status}`) };
  return {
    ok: true,
    deviceCode: begun.data.device_code,
    verificationUrl: begun.data.verification_uri_complete,
    lifeMs: begun.data.expires_in * 1000,
    pollEveryMs: begun.data.interval * 1000,
  };
}

export type PollAnswer =
  | { kind: 'waiting' }
  /** the code was opened in the app but not confirmed yet */
  | { kind: 'scanned' }
  | { kind: 'slow_down' }
  /** the person's account lives on the other brand's host: go on there with the same device code */
  | { kind: 'switch'; brand: Brand }
  | { kind: 'granted'; appId: string; secret: string; ownerId: string | null; brand: Brand | null }
  | { kind: 'denied' }
  | { kind: 'expired' }
  | { kind: 'refused'; detail: string }
  | { kind: 'trouble'; detail: string };

export async function pollRegistration(accountsUrl: string, deviceCode: string): Promise<PollAnswer> {
  const answer = await post(accountsUrl, { action: 'poll', device_code: deviceCode });
  if (answer.kind === 'trouble') return answer;
  const polled = Polled.safeParse(answer.json);
  if (!polled.success) return { kind: 'trouble', detail: `HTTP ${answer.status} of an unknown shape` };
  const { error, client_id, client_secret, user_info } = polled.data;
  if (client_id !== undefined && client_secret !== undefined) {
    const brand = user_info?.tenant_brand;
    return {
      kind: 'granted',
      appId: client_id,
      secret: client_secret,
      ownerId: user_info?.open_id || null,
      brand: brand === 'lark' || brand === 'feishu' ? brand : null,
    };
  }
  if (user_info?.tenant_brand === 'lark') return { kind: 'switch', brand: 'lark' };
  switch (error) {
    case 'authorization_pending':
      return { kind: 'waiting' };
    case 'slow_down':
      return { kind: 'slow_down' };
    case 'access_denied':
      return { kind: 'denied' };
    case 'expired_token':
      return { kind: 'expired' };
    case undefined:
      return user_info || answer.status < 400
        ? { kind: 'scanned' }
        : { kind: 'trouble', detail: `HTTP ${answer.status}` };
    default:
      return { kind: 'refused', detail: error };
  }
}

function post(accountsUrl: string, form: Record<string, string>) {
  return vendorCall(`${accountsUrl}${path}`, { method: 'POST', body: new URLSearchParams(form) });
}
