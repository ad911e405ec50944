import { describe, expect, it } from 'vitest';
import { explainModelFailure, modelFailureKinds, type ModelFailureInput } from './model-errors.ts';

const general = 'https://open.bigmodel.cn/api/paas/v4';
const coding = 'https://open.bigmodel.cn/api/coding/paas/v4';

function http(status: number, body: unknown, baseUrl = coding) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return explainModelFailure({ from: 'http', status, body: text, baseUrl, model: 'glm-4.7' });
}
const glm = (code: string, message = 'x') => ({ error: { code, message } });

describe('explainModelFailure', () => {
  it.each([
    [429, glm('1113'), coding, 'no_balance', true, false],
    [429, glm('1113'), general, 'wrong_endpoint', true, false],
    [429, glm('1302'), coding, 'rate_limited', true, true],
    [429, glm('1305'), coding, 'overloaded', true, true],
    [429, glm('1309'), coding, 'plan_expired', true, false],
    [429, glm('1310'), coding, 'plan_limit', true, true],
    [429, glm('1311'), coding, 'model_not_in_plan', true, false],
    [400, glm('1211'), coding, 'model_not_found', true, false],
    [400, glm('1261'), coding, 'context_too_long', false, false],
    [400, glm('1301'), coding, 'content_filtered', false, false],
    [401, glm('1002'), coding, 'auth', true, false],
    [
      401,
      { error: { code: 'invalid_api_key', message: 'Incorrect API key' } },
      'https://coding.dashscope.aliyuncs.com/v1',
      'wrong_key_kind',
      true,
      false,
    ],
    [
      401,
      { error: { code: 'invalid_api_key', message: 'x' } },
      'https://dashscope.aliyuncs.com/compatible-mode/v1',
      'wrong_key_kind',
      true,
      false,
    ],
    [
      401,
      { error: { message: 'Authentication Fails', type: 'authentication_error' } },
      'https://api.deepseek.com',
      'auth',
      true,
      false,
    ],
    [
      402,
      { error: { message: 'Insufficient Balance', type: 'unknown_error', code: 'invalid_request_error' } },
      'https://api.deepseek.com',
      'no_balance',
      true,
      false,
    ],
    [
      404,
      { error: { message: 'The model `x` does not exist', code: 'model_not_found' } },
      coding,
      'model_not_found',
      true,
      false,
    ],
    [
      404,
      { error: { message: 'Not found the model x or Permission denied', type: 'resource_not_found_error' } },
      'https://api.moonshot.cn/v1',
      'model_not_found',
      true,
      false,
    ],
    [404, '', coding, 'wrong_endpoint', true, false],
    [404, '<html><body>404</body></html>', coding, 'not_an_api', true, false],
    [200, '<!doctype html>', coding, 'not_an_api', true, false],
    [302, '', coding, 'not_an_api', true, false],
    [429, { error: { message: 'Too many requests' } }, coding, 'rate_limited', true, true],
    [
      429,
      { error: { message: 'x', type: 'exceeded_current_quota_error' } },
      coding,
      'no_balance',
      true,
      false,
    ],
    [
      400,
      { error: { message: "This model's maximum context length is 8192 tokens" } },
      coding,
      'context_too_long',
      false,
      false,
    ],
    [400, { message: 'bad' }, coding, 'bad_request', false, false],
    [500, 'oops', coding, 'server_error', true, true],
    [503, glm(''), coding, 'overloaded', true, true],
  ] as const)('%i %j at %s is %s', (status, body, baseUrl, kind, fallback, retryable) => {
    expect(http(status, body, baseUrl)).toMatchObject({ kind, fallback, retryable });
  });

  it('hints at the coding address of the same site when a plan key is used on the general one', () => {
    expect(http(429, glm('1113'), general).sentence.zh).toContain(
      'https://open.bigmodel.cn/api/coding/paas/v4',
    );
    expect(http(429, glm('1113'), 'https://api.z.ai/api/paas/v4').sentence.en).toContain(
      'https://api.z.ai/api/coding/paas/v4',
    );
  });

  it('tells when a limit ends', () => {
    const failure = http(
      429,
      glm('1308', '已达到 5 小时的使用上限。您的限额将在 2026-11-03 18:41:47 重置。'),
    );
    expect(failure).toMatchObject({ kind: 'plan_limit', code: '1308', resetAt: '2026-11-03 18:41:47' });
    expect(failure.sentence.zh).toContain('2026-11-03 18:41:47');
  });

  it.each(['timeout', 'refused', 'dns', 'tls', 'reset'] as const)(
    'names the host when the network fails: %s',
    (cause) => {
      const failure = explainModelFailure({ from: 'network', cause, baseUrl: coding, model: 'm' });
      expect(failure).toMatchObject({ fallback: true, code: cause });
      expect(failure.sentence.en).toContain('open.bigmodel.cn');
    },
  );

  it('never shows what the vendor wrote, which may hold the key', () => {
    const failure = http(401, glm('1002', 'bad key sk-secret-123'));
    expect(JSON.stringify(failure)).not.toContain('sk-secret-123');
  });

  it('has a sentence in both languages for every kind', () => {
    const inputs: ModelFailureInput[] = [
      { from: 'answer', problem: 'empty', baseUrl: coding, model: 'm' },
      { from: 'answer', problem: 'content_filter', baseUrl: coding, model: 'm' },
    ];
    for (const input of inputs) {
      const { sentence, kind } = explainModelFailure(input);
      expect(modelFailureKinds).toContain(kind);
      expect(sentence.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(sentence.en).toMatch(/^[\x20-\x7e…]+$/);
    }
  });
});

it('a code that is a sentence, or quotes what was asked, is no code', () => {
  for (const code of ['you asked for my PIN 4711', 'x'.repeat(1_000)]) {
    const found = http(400, { error: { code, message: 'x' } });
    expect(found.code).toBe('400');
    expect(found.sentence.en).not.toContain(code);
  }
});
