/** One tiny completion against what the subscriber entered, told as one sentence. */
import type { LookupFunction } from 'node:net';
import { z } from 'zod';
import { guardedPost, type GuardedReply } from './guarded-request.ts';
import { refuseModelForm, type ModelFormat, type ModelFormRefusal } from './model-form.ts';
import { parseModelUrl, type ModelUrlRefusal } from './model-url.ts';
import { refuse, refuseReply, type Refusal, type ReplyRefusal } from './refuse-reply.ts';

export type ModelRefusal = ModelUrlRefusal | ModelFormRefusal | ReplyRefusal;

export type ModelCheck = { ok: true; baseUrl: string; tookMs: number } | Refusal<ModelRefusal>;

export type ModelCheckOptions = {
  /** exact `host:port` pairs that may be reached although private */
  allow: ReadonlySet<string>;
  timeoutMs?: number;
  lookup?: LookupFunction;
};

const timeoutMsDefault = 15_000;
const replyBytesMax = 256 * 1024;
/** enough for any model to begin; one that thinks first may end here without a word, which proves as much */
const tokensMax = 16;

const answers: Record<ModelFormat, z.ZodType> = {
  'openai-completions': z.object({ choices: z.array(z.object({ message: z.object({}) })).min(1) }),
  'anthropic-messages': z.object({ type: z.literal('message'), content: z.array(z.object({})) }),
};

/** Costs the subscriber a few tokens. Never throws for anything the other side does. */
export async function checkModel(
  form: { baseUrl: string; model: string; key: string; format?: ModelFormat },
  { allow, timeoutMs = timeoutMsDefault, lookup }: ModelCheckOptions,
): Promise<ModelCheck> {
  const format = form.format ?? 'openai-completions';
  const url = parseModelUrl(form.baseUrl, allow, format);
  if (!url.ok) return refuse(url.reason);
  const wrong = refuseModelForm(form, form.key);
  if (wrong) return refuse(wrong);

  const startedAt = performance.now();
  const reply = await guardedPost({
    url: url.endpoint,
    exempt: url.exempt,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...credentials(format, url.endpoint, form.key),
    },
    body: JSON.stringify({
      model: form.model,
      messages: [{ role: 'user', content: 'ping' }],
      max_tokens: tokensMax,
      stream: false,
    }),
    timeoutMs,
    replyBytesMax,
    ...(lookup ? { lookup } : {}),
  });
  const tookMs = Math.round(performance.now() - startedAt);
  return judge(reply, { baseUrl: url.base, model: form.model }, answers[format], tookMs);
}

/** As the gateway sends them: Anthropic itself takes the key in a header of its own, others there or as a bearer token. */
function credentials(format: ModelFormat, endpoint: URL, key: string): Record<string, string> {
  const bearer = { authorization: `Bearer ${key}` };
  if (format === 'openai-completions') return bearer;
  return {
    'anthropic-version': '2023-06-01',
    'x-api-key': key,
    ...(/(^|\.)anthropic\.com$/.test(endpoint.hostname) ? {} : bearer),
  };
}

function judge(
  reply: GuardedReply,
  asked: { baseUrl: string; model: string },
  answer: z.ZodType,
  tookMs: number,
): ModelCheck {
  if (reply.kind === 'reply' && reply.status === 200 && answer.safeParse(parseJson(reply.body)).success)
    return { ok: true, baseUrl: asked.baseUrl, tookMs };
  return refuseReply(reply, asked);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
