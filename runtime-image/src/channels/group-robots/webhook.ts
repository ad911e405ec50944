/** Addresses that take messages, and what they answer. Pure. */

/** Null for an address that cannot be a webhook. Only https, and http where `allowHttp` says so (loopback in tests). */
export function readWebhook(text: string, allowHttp = false): URL | null {
  const url = URL.parse(text.trim());
  if (url === null || url.username !== '' || url.password !== '') return null;
  return url.protocol === 'https:' || (allowHttp && url.protocol === 'http:') ? url : null;
}

/** `code` 0 when the answer has none. `later`: busy or broken, again later; `refused`: for good. */
export type WebhookAnswer = {
  kind: 'accepted' | 'refused' | 'too-often' | 'later';
  code: number;
  message: string;
  status: number;
};

export function readAnswer(
  { status, text }: { status: number; text: string },
  isTooOften: (code: number, message: string) => boolean,
): WebhookAnswer {
  const said = parse(text);
  const code = Number(said.errcode ?? said.code ?? said.StatusCode ?? 0);
  const message = String(said.errmsg ?? said.msg ?? '').slice(0, 200);
  return { kind: kindOf(), code, message, status };

  function kindOf(): WebhookAnswer['kind'] {
    if (status === 429 || isTooOften(code, message)) return 'too-often';
    if (status >= 500) return 'later';
    return status >= 200 && status < 300 && code === 0 ? 'accepted' : 'refused';
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
