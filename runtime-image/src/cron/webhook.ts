/** Group robots' webhooks: what is sent to them, and what their answers mean. Pure. */
import { dingtalkSignature, feishuSignature } from '../channels/robot-signature.ts';

export type WebhookPost = { url: string; body: Record<string, unknown> };

export type WebhookVerdict =
  | { kind: 'accepted' }
  /** for good */
  | { kind: 'refused'; reason: string }
  /** busy, or too often: again later */
  | { kind: 'later'; reason: string };

const charsMax = 18_000;

/** Null for an address that cannot be a webhook. Only https, and http where `allowHttp` says so (loopback in tests). */
export function readWebhook(text: string, allowHttp = false): URL | null {
  const url = URL.parse(text.trim());
  if (url === null || url.username !== '' || url.password !== '') return null;
  return url.protocol === 'https:' || (allowHttp && url.protocol === 'http:') ? url : null;
}

type Robot = 'dingtalk' | 'feishu' | 'wecom' | 'plain';

export function robotOf(url: URL): Robot {
  if (url.pathname === '/robot/send') return 'dingtalk';
  if (/^\/open-apis\/bot\/(?:v2\/)?hook\//.test(url.pathname)) return 'feishu';
  return url.pathname === '/cgi-bin/webhook/send' ? 'wecom' : 'plain';
}

/** @param secret the robot's signing secret, null when it has none */
export function webhookPost(
  url: URL,
  secret: string | null,
  title: string,
  text: string,
  now: number,
): WebhookPost {
  const words = text.slice(0, charsMax).toWellFormed();
  switch (robotOf(url)) {
    case 'dingtalk': {
      const signed = new URL(url);
      if (secret !== null) {
        signed.searchParams.set('timestamp', String(now));
        signed.searchParams.set('sign', dingtalkSignature(secret, now));
      }
      return { url: signed.href, body: { msgtype: 'markdown', markdown: { title, text: words } } };
    }
    case 'feishu': {
      const seconds = Math.floor(now / 1_000);
      const sign =
        secret === null ? {} : { timestamp: String(seconds), sign: feishuSignature(secret, seconds) };
      const card = { elements: [{ tag: 'markdown', content: words }] };
      return { url: url.href, body: { ...sign, msg_type: 'interactive', card } };
    }
    case 'wecom':
      return { url: url.href, body: { msgtype: 'markdown', markdown: { content: words } } };
    case 'plain':
      return { url: url.href, body: { title, text: words } };
  }
}

const tooOften: ReadonlySet<number> = new Set([130_101, 410_100, 9_499, 11_232, 45_009]);

export function readWebhookAnswer(status: number, body: string): WebhookVerdict {
  const said = parse(body);
  const code = Number(said.errcode ?? said.code ?? said.StatusCode ?? 0);
  const reason = `${String(said.errmsg ?? said.msg ?? '').slice(0, 200)} (${code || status})`.trim();
  if (status === 429 || status >= 500 || tooOften.has(code)) return { kind: 'later', reason };
  if (status < 200 || status >= 300 || code !== 0) return { kind: 'refused', reason };
  return { kind: 'accepted' };
}

function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
