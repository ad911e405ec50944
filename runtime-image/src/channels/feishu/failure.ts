/** What went wrong, in a form that is the same in log, status and screen. */
import { FeishuApiError, FeishuUnreachable } from './api-error.ts';

export type Failure = {
  /** a closed word of `words`, or the platform's own number */
  code: string;
  /** the platform's message; never shown alone */
  message: string;
  /** permissions the platform named as missing, and the page where they are granted */
  scopes: string[];
  link: string;
};

const wordOfCode: Record<number, string> = {
  1: 'busy',
  403: 'forbidden',
  514: 'wrong_secret',
  10003: 'unknown_app',
  10014: 'wrong_secret',
  11205: 'bot_off',
  230002: 'not_in_chat',
  230011: 'message_gone',
  231003: 'message_gone',
  230025: 'too_long',
  230001: 'wrong_parameter',
  232009: 'no_such_chat',
  234006: 'file_too_large',
  234010: 'file_empty',
  234011: 'no_picture',
  230006: 'bot_off',
  230013: 'outside_availability',
  230027: 'missing_scope',
  230045: 'no_such_chat',
  99991400: 'rate_limited',
  230020: 'rate_limited',
  11232: 'rate_limited',
  99991403: 'quota_used_up',
  99991672: 'missing_scope',
  1000040343: 'busy',
  1000040345: 'wrong_secret',
  1000040350: 'too_many_connections',
};

/** Codes that pass by themselves: tried again soon, without a verdict on the app. */
const passing = new Set(['unreachable', 'connection_lost', 'rate_limited']);
const internalError = 1000040343;

export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof FeishuApiError)
    return { code: wordOfCode[error.code] ?? String(error.code), message, ...missingScopes(message) };
  const code = error instanceof FeishuUnreachable ? 'unreachable' : 'internal';
  return { code, message, scopes: [], link: '' };
}

export const plainFailure = (code: 'connection_lost' | 'invalid_app_id'): Failure => ({
  code,
  message: '',
  scopes: [],
  link: '',
});

/** The platform refuses the app as it is: somebody has to correct something. */
export function isVerdict(error: unknown): boolean {
  if (error instanceof FeishuApiError && (error.code === internalError || error.status >= 500)) return false;
  return error instanceof FeishuApiError && !passing.has(failureOf(error).code);
}

/** `… scopes is required: [im:message, im:message:send].…：https://open.feishu.cn/app/cli_x/auth?q=…` */
export function missingScopes(message: string): { scopes: string[]; link: string } {
  const list = /\[([\w:.,\s-]+)\]/.exec(message)?.[1] ?? '';
  const scopes = list
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope.includes(':'));
  const link = /https?:\/\/[^\s，。；"'<>]+/.exec(message)?.[0] ?? '';
  return { scopes, link };
}
