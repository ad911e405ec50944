/**
 * Turns a model vendor's refusal into a kind of a closed set, what to do about it, and one plain sentence in both languages.
 * Pure. Used by the turn (fallback, answer to the user) and by the portal's model test.
 */

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

const vendorCodes: Record<string, ModelFailureKind> = {
  // GLM: the code is a text, the HTTP status says little
  '1000': 'auth', '1001': 'auth', '1002': 'auth', '1003': 'auth', '1004': 'auth', '1005': 'auth',
  '1110': 'auth', '1111': 'auth', '1112': 'auth',
  '1113': 'no_balance',
  '1210': 'bad_request', '1211': 'model_not_found', '1213': 'bad_request', '1214': 'bad_request', '1215': 'bad_request',
  '1220': 'forbidden', '1221': 'model_not_found', '1222': 'model_not_found',
  '1261': 'context_too_long',
  '1301': 'content_filtered',
  '1302': 'rate_limited', '1303': 'rate_limited', '1304': 'plan_limit', '1305': 'overloaded', '1312': 'overloaded',
  '1308': 'plan_limit', '1309': 'plan_expired', '1310': 'plan_limit', '1311': 'model_not_in_plan', '1313': 'rate_limited',
  // OpenAI's words, which Qwen, Kimi, DeepSeek and many proxies use too
  invalid_api_key: 'auth', invalid_authentication_error: 'auth', InvalidApiKey: 'auth', incorrect_api_key_error: 'auth',
  authentication_error: 'auth', model_not_found: 'model_not_found', model_not_supported: 'model_not_found',
  ModelNotFound: 'model_not_found', resource_not_found_error: 'model_not_found', insufficient_quota: 'no_balance',
  exceeded_current_quota_error: 'no_balance', Arrearage: 'no_balance', insufficient_balance: 'no_balance',
  context_length_exceeded: 'context_too_long', content_filter: 'content_filtered', data_inspection_failed: 'content_filtered',
  DataInspectionFailed: 'content_filtered', rate_limit_exceeded: 'rate_limited', rate_limit_reached_error: 'rate_limited',
  // Anthropic's types
  overloaded_error: 'overloaded', rate_limit_error: 'rate_limited', permission_error: 'forbidden', billing_error: 'no_balance',
  request_too_large: 'context_too_long', api_error: 'server_error', timeout_error: 'timeout',
  limit_requests: 'rate_limited', limit_burst_rate: 'rate_limited', engine_overloaded_error: 'overloaded',
}; // prettier-ignore

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
  const vendor = readBody(input.body);
  const kind = classify(input, vendor);
  const resetAt = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?/.exec(vendor?.message ?? '')?.[0] ?? null;
  const code = vendor?.code || String(input.status);
  return failure(kind, code, resetAt, input, input.retryAfterSeconds ?? null);
}

/** No model is chosen, or it names a provider that is not configured. */
export function modelNotConfigured(model: string): ModelFailure {
  return failure('not_configured', '', null, { baseUrl: '', model });
}

type VendorError = { code: string; type: string; message: string };

/** The error object inside a body: `{error:{code,message}}`, `{code,message}` or `{error:"text"}`; null when it is not JSON. */
function readBody(body: string): VendorError | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const outer = parsed as Record<string, unknown>;
  const inner =
    typeof outer.error === 'object' && outer.error !== null
      ? (outer.error as Record<string, unknown>)
      : outer;
  const word = (value: unknown): string =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return {
    // it is shown and logged: a code, never a sentence that quotes what was asked
    code: /^[\w.:-]{1,64}$/.exec(word(inner.code))?.[0] ?? '',
    type: word(inner.type),
    message: word(inner.message) || word(outer.error) || word(outer.msg),
  };
}

function classify(
  input: Extract<ModelFailureInput, { from: 'http' }>,
  vendor: VendorError | null,
): ModelFailureKind {
  const { status } = input;
  const message = vendor?.message.toLowerCase() ?? '';
  const named = vendor === null ? undefined : (vendorCodes[vendor.code] ?? vendorCodes[vendor.type]);
  if (named === 'no_balance' && onGeneralGlm(input.baseUrl)) return 'wrong_endpoint';
  if (named === 'auth') return isQwen(input.baseUrl) ? 'wrong_key_kind' : 'auth';
  if (named !== undefined) return named;
  if (/credit balance|insufficient balance/.test(message)) return 'no_balance';
  if (
    /context.{0,20}length|maximum context|too many tokens|prompt is too long|range of input length/.test(
      message,
    )
  )
    return 'context_too_long';
  if (/model.{0,60}(?:not exist|not found|unknown|no such|不存在)/.test(message)) return 'model_not_found';
  // a proxy in front of a service that is down answers 502 with a page
  if (
    vendor === null &&
    status < 500 &&
    (status < 400 ||
      /<(?:!doctype|html|head|body)\b/i.test(input.body) ||
      input.contentType?.includes('html'))
  ) {
    return 'not_an_api';
  }
  if (status === 401) return isQwen(input.baseUrl) ? 'wrong_key_kind' : 'auth';
  if (status === 402) return 'no_balance';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 405) return /model/.test(message) ? 'model_not_found' : 'wrong_endpoint';
  if (status === 408) return 'timeout';
  if (status === 413) return 'context_too_long';
  if (status === 429) return /quota|balance|余额|额度/.test(message) ? 'no_balance' : 'rate_limited';
  if (status === 503 || status === 529) return 'overloaded';
  if (status >= 500) return 'server_error';
  return status >= 400 ? 'bad_request' : 'not_an_api';
}

function isQwen(baseUrl: string): boolean {
  return /(?:^|\/\/|\.|-)dashscope(?:-intl|-us)?\.aliyuncs\.com|coding(?:-intl)?\.dashscope/.test(baseUrl);
}

/** GLM's pay-by-balance address; a Coding Plan key answers 1113 there. */
function onGeneralGlm(baseUrl: string): boolean {
  return /(?:bigmodel\.cn|z\.ai)\/api\/paas\//.test(baseUrl);
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

function withWait({ zh, en }: ModelFailure['sentence'], seconds: number): ModelFailure['sentence'] {
  const isLong = seconds > 120;
  const amount = isLong ? Math.ceil(seconds / 60) : seconds;
  const unit = isLong ? 'min' : 's';
  return {
    zh: `${zh}（对方要求等待 ${amount} ${isLong ? '分钟' : '秒'}）`,
    en: `${en} (It asks to wait ${amount} ${unit}.)`,
  };
}

function sentence(
  kind: ModelFailureKind,
  code: string,
  resetAt: string | null,
  { baseUrl, model }: { baseUrl: string; model: string },
): ModelFailure['sentence'] {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
  const both = (zh: string, en: string) => ({ zh, en });
  switch (kind) {
    case 'auth':
      return both(
        `${host} 不接受这个 API Key，请检查后重新填写。`,
        `${host} does not accept this API key; check it and enter it again.`,
      );
    case 'wrong_key_kind':
      return baseUrl.includes('coding')
        ? both(
            '这个 API Key 不能用于通义 Coding Plan 地址：这里需要 sk-sp- 开头的套餐 Key。',
            'This API key does not work at the Qwen Coding Plan address: it needs a plan key that begins with sk-sp-.',
          )
        : both(
            '这个 API Key 不被接受。以 sk-sp- 开头的 Coding Plan Key 只能用于 https://coding.dashscope.aliyuncs.com/v1。',
            'This API key is not accepted. A Coding Plan key (sk-sp-…) works only at https://coding.dashscope.aliyuncs.com/v1.',
          );
    case 'wrong_endpoint':
      return onGeneralGlm(baseUrl)
        ? both(
            `该地址按余额计费，账户没有余额。如果您购买的是 GLM Coding Plan，请把地址改为 ${codingUrl(baseUrl)}。`,
            `This address is paid by balance and there is none. With a GLM Coding Plan, use ${codingUrl(baseUrl)} instead.`,
          )
        : both(
            `${baseUrl} 下没有对话接口，请检查模型地址。`,
            `There is no chat API under ${baseUrl}; check the address.`,
          );
    case 'no_balance':
      return both(
        '模型账户余额不足，或没有可用的套餐，请到模型服务商处充值或续订。',
        'The model account has no balance or no package left; top it up or renew it at the vendor.',
      );
    case 'plan_expired':
      return both(
        '模型套餐已到期，请到模型服务商处续订。',
        'The model plan has expired; renew it at the vendor.',
      );
    case 'plan_limit':
      return resetAt === null
        ? both(
            '模型套餐的用量已达上限，请稍后再试或更换模型。',
            'The limit of the model plan is reached; try later or choose another model.',
          )
        : both(
            `模型套餐的用量已达上限，将在 ${resetAt} 重置。`,
            `The limit of the model plan is reached; it resets at ${resetAt} (the vendor's time).`,
          );
    case 'model_not_in_plan':
      return both(
        `您的模型套餐不包含 ${model}，请换一个模型。`,
        `Your model plan does not include ${model}; choose another model.`,
      );
    case 'model_not_found':
      return both(
        `${host} 没有名为 ${model} 的模型，请检查模型名称。`,
        `${host} has no model named ${model}; check the name.`,
      );
    case 'forbidden':
      return both(
        `${host} 拒绝使用 ${model}，这个 API Key 可能没有权限。`,
        `${host} refuses ${model}; the API key may lack the permission.`,
      );
    case 'rate_limited':
      return both(
        '模型服务限制了请求频率或并发，请稍等片刻再试。',
        'The model service limits the rate or concurrency of requests; wait a moment and try again.',
      );
    case 'overloaded':
      return both('模型服务当前繁忙，请稍后再试。', 'The model service is overloaded; try again later.');
    case 'context_too_long':
      return both(
        '对话内容超出了模型的长度限制，请发送 /new 开始新的会话。',
        'The conversation is longer than the model allows; send /new to begin a new one.',
      );
    case 'content_filtered':
      return both(
        '模型服务的内容审核拒绝了这次请求，请换一种说法。',
        "The model service's content filter refused this request; try other words.",
      );
    case 'bad_request':
      return both(
        `模型服务不接受请求的参数（代码 ${code}），请检查模型设置，或换一个模型。`,
        `The model service does not accept the request's parameters (code ${code}); check the model settings or choose another model.`,
      );
    case 'server_error':
      return both(
        `模型服务出错（代码 ${code}），请稍后再试。`,
        `The model service failed (code ${code}); try again later.`,
      );
    case 'timeout':
      return both(
        `${host} 没有在规定时间内回答，请稍后再试。`,
        `${host} did not answer in time; try again later.`,
      );
    case 'unreachable':
      return both(
        `无法连接模型服务 ${host}，请检查地址和网络。`,
        `Cannot reach the model service ${host}; check the address and the network.`,
      );
    case 'not_an_api':
      return both(
        `${baseUrl} 返回的是网页而不是模型接口，请检查模型地址。`,
        `${baseUrl} answers with a web page, not a model API; check the address.`,
      );
    case 'empty_answer':
      return both('模型返回了空的回答，请再试一次。', 'The model gave an empty answer; try again.');
    case 'not_configured':
      return model === ''
        ? both('还没有配置模型。', 'No model is configured yet.')
        : both(
            `模型 ${model} 没有配置，请检查模型设置。`,
            `The model ${model} is not configured; check the model settings.`,
          );
  }
}

function codingUrl(baseUrl: string): string {
  return baseUrl.includes('z.ai')
    ? 'https://api.z.ai/api/coding/paas/v4'
    : 'https://open.bigmodel.cn/api/coding/paas/v4';
}
