/** Posts JSON to webhooks, by the rules for addresses that others name. */
import { ChannelRefusal } from '../channels/channel.ts';
import type { GatewayConfig } from '../config/settings.ts';
import { explainFetchFailure, guardedFetch } from '../net/guarded-fetch.ts';
import type { PostJson } from './delivery.ts';

/** Rejects with `ChannelRefusal` for an address that will never be reached, with another error for one that may. */
export async function postGuarded(url: string, body: unknown, config: GatewayConfig): ReturnType<PostJson> {
  // a group's robot takes 20 messages a minute, from whichever room they come
  if (url.includes('/robot/send?'))
    await (await import('../channels/dingtalk/group-robots.ts')).groupRobots.pace(url, config.locale);
  const answer = await guardedFetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...{ bytesMax: 65_536, timeoutMs: 15_000, allow: config.web.allowHosts },
  });
  if (answer.kind === 'reply') return { status: answer.status, text: answer.bytes.toString('utf8') };
  const reason = explainFetchFailure(answer, config.locale);
  const isForGood = ['bad_url', 'not_http', 'private_address', 'redirects'].includes(answer.why);
  throw isForGood ? new ChannelRefusal(reason) : new Error(reason);
}
