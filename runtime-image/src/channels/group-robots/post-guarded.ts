/** Posts JSON to webhooks, by the rules for addresses that others name. */
import type { GatewayConfig } from '../../config/settings.ts';
import { explainFetchFailure, guardedFetch } from '../../net/guarded-fetch.ts';
import { ChannelRefusal } from '../channel.ts';
import type { PostJson } from './robots.ts';

/** Rejects with `ChannelRefusal` for an address that will never be reached, with another error for one that may. */
export async function postGuarded(
  url: string,
  body: unknown,
  { web, locale }: Pick<GatewayConfig, 'web' | 'locale'>,
): ReturnType<PostJson> {
  const answer = await guardedFetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    bytesMax: 65_536,
    timeoutMs: 15_000,
    allow: web.allowHosts,
  });
  if (answer.kind === 'reply') return { status: answer.status, text: answer.bytes.toString('utf8') };
  const reason = explainFetchFailure(answer, locale);
  const isForGood = ['bad_url', 'not_http', 'private_address', 'redirects'].includes(answer.why);
  throw isForGood ? new ChannelRefusal(reason) : new Error(reason);
}
