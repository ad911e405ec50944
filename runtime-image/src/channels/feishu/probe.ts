/** Looks whether an app can do what the channel needs, without opening a connection. */
import * as z from 'zod/mini';
import { judgeScopes, platformTodo } from '../../doctor/judge.ts';
import type { Finding } from '../../doctor/finding.ts';
import type { FeishuAccount } from '../feishu-account.ts';
import { FeishuClient } from './client.ts';
import { explain } from './explain.ts';
import { failureOf } from './failure.ts';
import { feishuTiming } from './timing.ts';

/** what private chats, mentions in groups, files, cards and typing marks need */
const neededScopes = [
  'im:message.p2p_msg:readonly',
  'im:message.group_at_msg:readonly',
  'im:message:send_as_bot',
  'im:resource',
  'im:message.reactions:write_only',
  'cardkit:card:write',
];

const ApplicationAnswer = z.object({
  data: z.object({ app: z.object({ scopes: z.array(z.object({ scope: z.string() })) }) }),
});

export async function probeFeishu(account: FeishuAccount): Promise<Finding[]> {
  const { appId, appSecret, openUrl, accountId } = account;
  const client = new FeishuClient({ appId, appSecret, openUrl }, feishuTiming);
  const platform = openUrl.includes('larksuite') ? ('lark' as const) : ('feishu' as const);
  const subject = `feishu/${accountId}`;
  try {
    const bot = await client.bot();
    const says = {
      zh: `凭证有效，机器人是“${bot.name}”。`,
      en: `The credentials are valid; the bot is "${bot.name}".`,
    };
    const scopes = await client
      .call({
        method: 'GET',
        path: `/application/v6/applications/${appId}?lang=zh_cn`,
        answer: ApplicationAnswer,
      })
      .then(
        ({ data }) => data.app.scopes.map(({ scope }) => scope),
        () => null,
      );
    return [
      { subject, state: 'ok', says, todo: null },
      judgeScopes(`${subject} scopes`, scopes, neededScopes),
    ];
  } catch (error) {
    const failure = failureOf(error);
    const says = {
      zh: explain(failure, { locale: 'zh', platform }),
      en: explain(failure, { locale: 'en', platform }),
    };
    const isPair = ['wrong_secret', 'unknown_app', 'invalid_app_id'].includes(failure.code);
    const why = isPair ? 'credentials' : failure.code === 'unreachable' ? 'network' : 'other';
    return [{ subject, state: 'failed', says, todo: platformTodo(why, 'channels.feishu') }];
  } finally {
    client.close();
  }
}
