import type { ParsedFailure } from './script.ts';

/** GLM's codes with the texts its service sends; `code` is a text in the body. */
const glm: Readonly<Record<string, { status: number; message: string }>> = {
  '1000': { status: 401, message: '身份验证失败。' },
  '1001': { status: 401, message: 'Header中未收到Authentication参数，无法进行身份验证。' },
  '1002': { status: 401, message: 'Authentication Token非法，请确认Authentication Token正确传递。' },
  '1113': { status: 429, message: '您的账户已欠费，请充值后重试。' },
  '1210': { status: 400, message: 'API 调用参数有误，请检查文档。' },
  '1211': { status: 400, message: '模型不存在，请检查模型代码。' },
  '1214': { status: 400, message: 'messages 参数非法。请检查文档。' },
  '1261': { status: 400, message: 'Prompt 超长' },
  '1301': {
    status: 400,
    message:
      '系统检测到输入或生成内容可能包含不安全或敏感内容，请您避免输入易产生敏感内容的提示语，感谢您的配合。',
  },
  '1302': { status: 429, message: '您当前使用该API的并发数过高，请降低并发，或联系客服增加限额。' },
  '1303': { status: 429, message: '您当前使用该API的频率过高，请降低频率，或联系客服增加限额。' },
  '1304': { status: 429, message: '该API已达今日调用次数限额，如有更多需求，请联系客服购买。' },
  '1305': { status: 429, message: '当前API请求过多，请稍后重试。' },
  '1308': { status: 429, message: '已达到 5 小时的使用上限。您的限额将在 2026-11-22 18:00:00 重置。' },
  '1309': { status: 429, message: '您的GLM Coding Plan套餐已到期，暂无法使用。' },
  '1310': { status: 429, message: '已达到每周/每月使用上限。您的限额将在 2026-12-01 00:00:00 重置。' },
  '1311': { status: 429, message: '当前订阅套餐暂未开放此模型权限。' },
  '1312': { status: 429, message: '该模型当前访问量过大，请您稍后再试。' },
  '1313': { status: 429, message: '您的账户触发了公平使用限制，请降低请求速度。' },
};

/** The failure GLM answers with this code. Throws on a code that is not in the table. */
export function glmFailure(code: string): ParsedFailure {
  const known = glm[code];
  if (!known) throw new Error(`No GLM error ${code}; known are ${Object.keys(glm).join(', ')}`);
  return { status: known.status, headers: {}, body: { error: { code, message: known.message } } };
}

/** OpenAI's own form of an error body. */
export function openAiFailure(
  status: number,
  message: string,
  code: string,
  type = 'invalid_request_error',
): ParsedFailure {
  return { status, headers: {}, body: { error: { message, type, param: null, code } } };
}

/** Anthropic's form of an error body. */
export function anthropicFailure(status: number, type: string, message: string): ParsedFailure {
  return { status, headers: {}, body: { type: 'error', error: { type, message } } };
}

export const htmlFailure: ParsedFailure = {
  status: 502,
  headers: {},
  body: '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
};

/** Every address answers with a redirect to `location`. */
export const redirectFailure = (location: string): ParsedFailure => ({
  status: 302,
  headers: { location },
  body: '',
});
