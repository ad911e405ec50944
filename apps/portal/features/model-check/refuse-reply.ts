import {
  explainModelFailure,
  type ModelFailureInput,
  type ModelFailureKind,
} from '@rockpool/gateway/model-errors';
import type { GuardedReply } from './guarded-request.ts';

export type ReplyRefusal = 'private_address' | 'too_large' | 'redirect' | ModelFailureKind;

/** `sentence` is there when the vendor's answer was explained; else the reason has its own text. `detail`: where a redirect leads. */
export type Refusal<Reason extends string> = {
  ok: false;
  reason: Reason;
  detail: string;
  sentence: { zh: string; en: string } | null;
};

/** Why this reply is not what was asked for. A 200 with another content than wanted is explained as well. */
export function refuseReply(
  reply: GuardedReply,
  asked: { baseUrl: string; model: string },
): Refusal<ReplyRefusal> {
  switch (reply.kind) {
    case 'private_address':
    case 'too_large':
      return refuse(reply.kind);
    case 'timeout':
      return explain({ ...asked, from: 'network', cause: 'timeout' });
    case 'unreachable':
      return explain({ ...asked, from: 'network', cause: networkCause(reply.code) });
  }
  if (reply.status >= 300 && reply.status < 400)
    return refuse('redirect', originOf(reply.location, asked.baseUrl));
  const { status, body, contentType } = reply;
  return explain({ ...asked, from: 'http', status, body, contentType });
}

export function refuse<Reason extends string>(reason: Reason, detail = ''): Refusal<Reason> {
  return { ok: false, reason, detail, sentence: null };
}

function explain(input: ModelFailureInput): Refusal<ModelFailureKind> {
  const { kind, code, sentence } = explainModelFailure(input);
  return { ok: false, reason: kind, detail: code, sentence };
}

/** Only the origin: a sign-in page's address may carry things in its path that are nobody's business. */
function originOf(location: string | null, baseUrl: string): string {
  return location !== null && URL.canParse(location, baseUrl) ? new URL(location, baseUrl).origin : '';
}

function networkCause(code: string): 'refused' | 'dns' | 'tls' | 'reset' {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA') return 'dns';
  if (code === 'ECONNRESET' || code === 'EPIPE' || code.startsWith('HPE_')) return 'reset';
  if (/CERT|TLS|SSL|EPROTO|SELF_SIGNED|UNABLE_TO/.test(code)) return 'tls';
  return 'refused';
}
