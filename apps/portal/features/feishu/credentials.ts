/**
 * Are these an app's credentials, and is its bot ability on? Always asks with a fresh request: a token kept from before
 * would hide a wrong secret.
 */
import { z } from 'zod';
import { vendorCall, type VendorAnswer } from './vendor-call.ts';

export const credentialRefusals = [
  'unknown_app',
  'wrong_secret',
  'bot_off',
  'missing_scope',
  'refused',
  'unreachable',
] as const;
export type CredentialRefusal = (typeof credentialRefusals)[number];

export type CredentialCheck =
  | { ok: true; bot: { id: string; name: string } }
  /** code: the vendor's, 0 when it gave none; detail: the vendor's words. Only `unreachable` may change by waiting. */
  | { ok: false; reason: CredentialRefusal; code: number; detail: string };

const Answer = z.object({ code: z.number(), msg: z.string().default('') });
const Token = z.object({ code: z.literal(0), tenant_access_token: z.string().min(1) });
const Bot = z.object({
  code: z.literal(0),
  bot: z.object({ open_id: z.string(), app_name: z.string().default('') }),
});

const refusalsByCode = new Map<number, CredentialRefusal>([
  [10003, 'unknown_app'],
  [10014, 'wrong_secret'],
  [11205, 'bot_off'],
  [230006, 'bot_off'],
  [99991672, 'missing_scope'],
  [99991400, 'unreachable'],
]);

export async function checkCredentials(
  openUrl: string,
  appId: string,
  secret: string,
): Promise<CredentialCheck> {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const tokenAnswer = await vendorCall(`${openUrl}/open-apis/auth/v3/tenant_access_token/internal`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ app_id: appId, app_secret: secret }),
  });
  const token = Token.safeParse(bodyOf(tokenAnswer));
  if (!token.success) return refusal(tokenAnswer);

  const botAnswer = await vendorCall(`${openUrl}/open-apis/bot/v3/info`, {
    headers: { ...headers, authorization: `Bearer ${token.data.tenant_access_token}` },
  });
  const bot = Bot.safeParse(bodyOf(botAnswer));
  if (!bot.success) return refusal(botAnswer);
  return { ok: true, bot: { id: bot.data.bot.open_id, name: bot.data.bot.app_name } };
}

function bodyOf(answer: VendorAnswer): unknown {
  return answer.kind === 'json' ? answer.json : null;
}

function refusal(answer: VendorAnswer): CredentialCheck {
  if (answer.kind === 'trouble') return { ok: false, reason: 'unreachable', code: 0, detail: answer.detail };
  const said = Answer.safeParse(answer.json);
  if (!said.success) return { ok: false, reason: 'refused', code: 0, detail: `HTTP ${answer.status}` };
  const { code, msg } = said.data;
  return { ok: false, reason: refusalsByCode.get(code) ?? 'refused', code, detail: msg };
}
