/** Looks whether a robot can do what the channel needs, without opening a connection or writing to anybody. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { judgeScopes, platformTodo } from '../../doctor/judge.ts';
import type { Finding } from '../../doctor/finding.ts';
import type { DingtalkAccount } from '../dingtalk-account.ts';
import { DingtalkClient } from './client.ts';
import { explain } from './explain.ts';
import { failureOf, isVerdict, type Failure } from './failure.ts';
import { dingtalkTiming } from './timing.ts';

export async function probeDingtalk(account: DingtalkAccount): Promise<Finding[]> {
  const client = new DingtalkClient(account, dingtalkTiming);
  const subject = `dingtalk/${account.accountId}`;
  try {
    await client.prove();
    const says = { zh: '凭证有效。', en: 'The credentials are valid.' };
    return [{ subject, state: 'ok', says, todo: null }, await permissions(client, account, subject)];
  } catch (error) {
    return [refusal(subject, error)];
  } finally {
    client.close();
  }
}

type DryCall = { permission: string; method: 'POST' | 'PUT'; path: string; body: object };

/** The platform lists an app's permissions to nobody, but refuses a call without one before it looks at what is in it. */
function dryCalls({ appId: robotCode, cardTemplateId, cardTemplateKey: key }: DingtalkAccount): DryCall[] {
  const nobody = { robotCode, userIds: [], msgKey: 'sampleText', msgParam: '{"content":"-"}' };
  const noCard = { outTrackId: randomUUID() };
  const content = { guid: randomUUID(), key, content: '', isFull: true, isFinalize: false, isError: false };
  const cards: DryCall[] = [
    {
      permission: 'Card.Instance.Write',
      method: 'PUT',
      path: '/v1.0/card/instances',
      body: { ...noCard, cardData: { cardParamMap: {} } },
    },
    {
      permission: 'Card.Streaming.Write',
      method: 'PUT',
      path: '/v1.0/card/streaming',
      body: { ...noCard, ...content },
    },
  ];
  return [
    {
      permission: 'qyapi_robot_sendmsg',
      method: 'POST',
      path: '/v1.0/robot/oToMessages/batchSend',
      body: nobody,
    },
    ...(cardTemplateId === null ? [] : cards),
  ];
}

async function permissions(client: DingtalkClient, account: DingtalkAccount, of: string): Promise<Finding> {
  const subject = `${of} scopes`;
  const calls = dryCalls(account);
  const granted: string[] = [];
  for (const { permission, ...call } of calls) {
    const error: unknown = await client.call({ ...call, answer: z.object({}) }).then(
      () => null,
      (reason: unknown) => reason,
    );
    const failure: Failure | null = error === null ? null : failureOf(error);
    if (failure?.code === 'missing_permission') continue;
    if (failure !== null && (failure.code === 'robot_missing' || !isVerdict(error)))
      return refusal(subject, error);
    granted.push(permission);
  }
  return judgeScopes(
    subject,
    granted,
    calls.map(({ permission }) => permission),
  );
}

function refusal(subject: string, error: unknown): Finding {
  const failure = failureOf(error);
  const says = { zh: explain(failure, 'zh'), en: explain(failure, 'en') };
  const why =
    failure.code === 'wrong_secret' ? 'credentials' : failure.code === 'unreachable' ? 'network' : 'other';
  return { subject, state: 'failed', says, todo: platformTodo(why, 'channels.dingtalk') };
}
