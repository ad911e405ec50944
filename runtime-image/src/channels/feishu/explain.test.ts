import { describe, expect, test } from 'vitest';
import { FeishuApiError, FeishuUnreachable } from './api-error.ts';
import { explain } from './explain.ts';
import { failureOf, isVerdict, missingScopes } from './failure.ts';

const chinese = { locale: 'zh', platform: 'feishu' } as const;
const english = { locale: 'en', platform: 'lark' } as const;

describe('every code people meet has a word and a sentence in both languages', () => {
  test.each([
    [10014, 'wrong_secret'],
    [1000040345, 'wrong_secret'],
    [514, 'wrong_secret'],
    [10003, 'unknown_app'],
    [403, 'forbidden'],
    [1, 'busy'],
    [1000040350, 'too_many_connections'],
    [230013, 'outside_availability'],
    [230006, 'bot_off'],
    [99991672, 'missing_scope'],
    [99991403, 'quota_used_up'],
    [230002, 'not_in_chat'],
  ])('%i: %s', (code, word) => {
    const failure = failureOf(new FeishuApiError(code, 'vendor text'));
    expect(failure.code).toBe(word);
    expect(explain(failure, chinese)).toMatch(/[\u4e00-\u9fff].*[。]$/);
    expect(explain(failure, english)).toMatch(/^[A-Z].*[.a-z]$/);
    expect(explain(failure, english)).not.toContain('vendor text');
  });

  test('an unknown code keeps its number and the platform’s words', () => {
    const failure = failureOf(new FeishuApiError(123456, 'strange'));
    expect(failure.code).toBe('123456');
    expect(explain(failure, english)).toBe('Lark answered with error 123456: strange');
  });
});

test('a missing permission is told with its names and the whole link', () => {
  const message =
    'Access denied. One of the following scopes is required: [im:message:send, im:message].应用尚未开通所需的应用身份权限：[im:message:send, im:message]，点击链接申请并开通任一权限即可：https://open.feishu.cn/app/cli_a/auth?q=im:message:send,im:message&op_from=openapi&token_type=tenant';
  const link =
    'https://open.feishu.cn/app/cli_a/auth?q=im:message:send,im:message&op_from=openapi&token_type=tenant';
  expect(missingScopes(message)).toEqual({ scopes: ['im:message:send', 'im:message'], link });
  const sentence = explain(failureOf(new FeishuApiError(99991672, message, 400)), chinese);
  expect(sentence).toContain('im:message:send、im:message');
  expect(sentence).toContain(link);
});

describe('a verdict asks for a person; what passes by itself does not', () => {
  test.each([
    [new FeishuApiError(10014, ''), true],
    [new FeishuApiError(1000040350, ''), true],
    [new FeishuApiError(777, ''), true],
    [new FeishuApiError(1000040343, ''), false],
    [new FeishuApiError(99991400, '', 429), false],
    [new FeishuApiError(5, '', 502), false],
    [new FeishuUnreachable('no answer'), false],
  ])('%o: %s', (error, expected) => {
    expect(isVerdict(error)).toBe(expected);
  });
});
