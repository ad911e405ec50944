/** What kind of failure an answer by HTTP is: the vendor's own code first, then its words, then the status. */
import type { ModelFailureInput, ModelFailureKind } from '../model-errors.ts';
import { isQwen, onGeneralGlm } from './vendor-address.ts';
import type { VendorError } from './vendor-error.ts';

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

export function classify(
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
