/** Looks whether the credentials of a robot are good, without opening a connection. */
import type { Finding } from '../../doctor/finding.ts';
import type { DingtalkAccount } from '../dingtalk-account.ts';
import { DingtalkClient } from './client.ts';
import { explain } from './explain.ts';
import { failureOf } from './failure.ts';
import { dingtalkTiming } from './timing.ts';

export async function probeDingtalk(account: DingtalkAccount): Promise<Finding[]> {
  const client = new DingtalkClient(account, dingtalkTiming);
  const subject = `dingtalk/${account.accountId}`;
  try {
    await client.prove();
    return [
      { subject, state: 'ok', says: { zh: '凭证有效。', en: 'The credentials are valid.' }, todo: null },
    ];
  } catch (error) {
    const failure = failureOf(error);
    const says = { zh: explain(failure, 'zh'), en: explain(failure, 'en') };
    const todo = {
      zh: '改正 channels.dingtalk 里的凭证。',
      en: 'Correct the credentials in channels.dingtalk.',
    };
    return [{ subject, state: 'failed', says, todo }];
  } finally {
    client.close();
  }
}
