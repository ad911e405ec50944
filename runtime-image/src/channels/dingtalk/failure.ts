/** What went wrong, in a form that is the same in log, status and screen. Pure. */
import { DingtalkApiError, isRateLimit } from './api-error.ts';

export type Failure = {
  /** a closed word, or the platform's own code */
  code: string;
  /** the platform's message; never shown alone */
  message: string;
  /** permissions the platform named as missing, and the page where they are granted */
  permissions: string[];
  link: string;
};

const wordOfCode: Record<string, string> = {
  invalidClientIdOrSecret: 'wrong_secret',
  authFailed: 'wrong_secret',
  InvalidAuthentication: 'wrong_secret',
  '40089': 'wrong_secret',
  'Forbidden.AccessDenied.AccessTokenPermissionDenied': 'missing_permission',
  'invalidParameter.robotCode.notExsit': 'robot_missing',
  'invalidParameter.robotCode.empty': 'robot_missing',
  'invalidParameter.openConversationId.invalid': 'no_such_chat',
  'invalidParameter.userIds.invalid': 'no_such_person',
  invalidStaffId: 'no_such_person',
  filteredStaffId: 'no_such_person',
  sessionOver: 'session_over',
  '300001': 'session_over',
};

const plain = (code: string, message: string): Failure => ({ code, message, permissions: [], link: '' });

export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (isRateLimit(error)) return plain('rate_limited', message);
  if (!(error instanceof DingtalkApiError)) return plain('unreachable', message);
  // the door of the long connection answers so to a wrong pair, in one form or the other
  const code = wordOfCode[error.code] ?? (error.status === 401 ? 'wrong_secret' : error.code);
  return { code, message, ...missingPermissions(message) };
}

export const plainFailure = (code: 'connection_lost'): Failure => plain(code, '');

/** The platform refuses the app as it is: somebody has to correct something. */
export function isVerdict(error: unknown): boolean {
  return error instanceof DingtalkApiError && error.status < 500 && !isRateLimit(error);
}

/** `应用尚未开通所需的权限：[qyapi_robot_sendmsg]，点击链接申请…：https://open-dev.dingtalk.com/…` */
function missingPermissions(message: string): Pick<Failure, 'permissions' | 'link'> {
  const list = /\[([\w.,:\s-]+)\]/.exec(message)?.[1] ?? '';
  const permissions = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const link = /https:\/\/open-dev\.dingtalk\.com\/[^\s，。；"'<>]+/.exec(message)?.[0] ?? '';
  return { permissions, link };
}
