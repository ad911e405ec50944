/**
 * Turns a model vendor's refusal into a kind of a closed set, what to do about it, and one plain sentence in both languages.
 * Pure. Used by the turn (fallback, answer to the user) and by the portal's model test.
 */
import { classify } from './model-errors/classify.ts';
import { sentence, withWait } from './model-errors/sentence.ts';
import { readVendorError } from './model-errors/vendor-error.ts';

export const modelFailureKinds = [
  'auth', // the key is not accepted
  'wrong_key_kind', // a plan key on the pay-as-you-go address, or the reverse
  'wrong_endpoint', // the plan's key, but not the plan's address; or no chat API at this address
  'no_balance',
  'plan_expired',
  'plan_limit', // 5 hours, day, week or month; `resetAt` when the vendor says when
  'model_not_in_plan',
  'model_not_found',
  'forbidden',
  'rate_limited',
  'overloaded',
  'context_too_long',
  'content_filtered',
  'bad_request',
  'server_error',
  'timeout',
  'unreachable',
  'not_an_api', // HTML, a redirect, or nothing that a chat API would answer
  'empty_answer',
  'not_configured',
] as const;
export type ModelFailureKind = (typeof modelFailureKinds)[number];

export type ModelFailureInput = {
  /** without credentials; used for hints and named in the sentence */
  baseUrl: string;
  model: string;
} & (
  | {
      from: 'http';
      status: number;
      body: string;
      contentType?: string | undefined;
      /** from the header `Retry-After` */
      retryAfterSeconds?: number | null | undefined;
    }
  | { from: 'network'; cause: 'timeout' | 'refused' | 'dns' | 'tls' | 'reset' }
  | { from: 'answer'; problem: 'empty' | 'content_filter' }
);

export type ModelFailure = {
  kind: ModelFailureKind;
  /** the vendor's own code, else the HTTP status, else a word for the network's failure */
  code: string;
  /** another model may be asked at once in the same turn */
  fallback: boolean;
  /** the same request may work later without anyone changing anything */
  retryable: boolean;
  /** when a limit ends, as the vendor wrote it (no zone) */
  resetAt: string | null;
  /** how long the vendor asks to wait */
  retryAfterSeconds: number | null;
  sentence: { zh: string; en: string };
};

const fallbackKinds: ReadonlySet<ModelFailureKind> = new Set<ModelFailureKind>([
  'auth', 'wrong_key_kind', 'wrong_endpoint', 'no_balance', 'plan_expired', 'plan_limit', 'model_not_in_plan', 'model_not_found',
  'forbidden', 'rate_limited', 'overloaded', 'server_error', 'timeout', 'unreachable', 'not_an_api', 'empty_answer',
  'not_configured',
]); // prettier-ignore

const retryableKinds: ReadonlySet<ModelFailureKind> = new Set<ModelFailureKind>([
  'rate_limited', 'overloaded', 'server_error', 'timeout', 'unreachable', 'plan_limit', 'empty_answer',
]); // prettier-ignore

export function explainModelFailure(input: ModelFailureInput): ModelFailure {
  if (input.from === 'network') {
    const kind = input.cause === 'timeout' ? 'timeout' : 'unreachable';
    return failure(kind, input.cause, null, input);
  }
  if (input.from === 'answer') {
    return failure(
      input.problem === 'empty' ? 'empty_answer' : 'content_filtered',
      input.problem,
      null,
      input,
    );
  }
  const vendor = readVendorError(input.body);
  const kind = classify(input, vendor);
  const resetAt = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?/.exec(vendor?.message ?? '')?.[0] ?? null;
  const code = vendor?.code || String(input.status);
  return failure(kind, code, resetAt, input, input.retryAfterSeconds ?? null);
}

/** No model is chosen, or it names a provider that is not configured. */
export function modelNotConfigured(model: string): ModelFailure {
  return failure('not_configured', '', null, { baseUrl: '', model });
}

function failure(
  kind: ModelFailureKind,
  code: string,
  resetAt: string | null,
  input: { baseUrl: string; model: string },
  retryAfterSeconds: number | null = null,
): ModelFailure {
  const fallback = fallbackKinds.has(kind);
  const told = sentence(kind, code, resetAt, input);
  return {
    kind,
    code,
    fallback,
    retryable: retryableKinds.has(kind),
    resetAt,
    retryAfterSeconds,
    sentence:
      retryAfterSeconds === null || !retryableKinds.has(kind) ? told : withWait(told, retryAfterSeconds),
  };
}
