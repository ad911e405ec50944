/** What the running gateway says → findings. Pure. */
import type { GatewayStatus } from '../control/status.ts';
import type { Finding } from './finding.ts';

const subject = 'gateway';

export const noGateway = (url: string): Finding => ({
  subject,
  state: 'warning',
  says: { zh: `${url} 上没有网关在运行。`, en: `No gateway answers on ${url}.` },
  todo: { zh: '运行 rockpool-gateway start。', en: 'Run rockpool-gateway start.' },
});

export const noChannels: Finding = {
  subject: 'channels',
  state: 'warning',
  says: {
    zh: '没有配置飞书或钉钉，只能用网页聊天和 API。',
    en: 'Neither Feishu nor DingTalk is configured: only the browser chat and the API are there.',
  },
  todo: {
    zh: '需要时填写 channels.feishu 或 channels.dingtalk；rockpool-gateway onboard 可以写出来。',
    en: 'If you want one, fill in channels.feishu or channels.dingtalk; rockpool-gateway onboard writes them.',
  },
};

/** @param status a sentence where it could not be had */
export function judgeConnections(status: GatewayStatus | string): Finding[] {
  if (typeof status === 'string') {
    const todo = {
      zh: '确认这份配置属于正在运行的网关。',
      en: 'See that this configuration is that of the running gateway.',
    };
    return [{ subject, state: 'warning', says: { zh: status, en: status }, todo }];
  }
  return status.channels.map(({ channel, accountId, state, reason }): Finding => {
    const isUp = state === 'connected';
    const says = isUp
      ? { zh: '长连接已建立。', en: 'The long connection is up.' }
      : { zh: reason || state, en: reason || state };
    const todo = isUp
      ? null
      : { zh: '按上面的提示改正后会自动重连。', en: 'It connects by itself once that is put right.' };
    return { subject: `${channel}/${accountId} connection`, state: isUp ? 'ok' : 'failed', says, todo };
  });
}

/** @param readiness null where what answers is no gateway */
export function judgeReadiness(readiness: { ready: boolean; failing: readonly string[] } | null): Finding {
  if (readiness?.ready === true)
    return { subject, state: 'ok', says: { zh: '已就绪。', en: 'It is ready.' }, todo: null };
  const failing = readiness?.failing.join(', ') ?? '';
  return {
    subject,
    state: 'failed',
    says: {
      zh: failing === '' ? '端口上的程序不是网关。' : `还没有就绪：${failing}。`,
      en: failing === '' ? 'What has the port is no gateway.' : `It is not ready: ${failing}.`,
    },
    todo: { zh: '运行 rockpool-gateway log show。', en: 'Run rockpool-gateway log show.' },
  };
}
