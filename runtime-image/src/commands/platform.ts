/** Commands that only a gateway with a platform has: they are answered by the platform, through the queue of requests. */
import type { GatewayConfig } from '../config/settings.ts';
import { UsageError, wordsOf } from './arguments.ts';
import type { Command } from './command.ts';

/** How the platform is asked; each rejects when the gateway ends meanwhile. */
export type PlatformControls = {
  portalUrl: string;
  /** The platform's words. `kept`: it does not answer for now, and this chat is told when it has; `full`: too much waits already. */
  renew(
    days: number | 'top-up',
    mayPay: boolean,
  ): Promise<{ kind: 'answered'; text: string } | { kind: 'kept' | 'full' }>;
  /** one line; null when the platform does not answer at once */
  status(): Promise<string | null>;
};

export const platformCommands = ({ platform }: Pick<GatewayConfig, 'platform'>): readonly Command[] =>
  platform === null ? [] : [renewCommand];

const daysMax = 31;

const renewCommand: Command = {
  name: 'renew',
  group: 'basics',
  usage: '[days | top-up] [points]',
  help: { zh: '给云电脑续用', en: 'prolongs your cloud computer' },
  details: {
    zh: '不写天数续 1 天，top-up 续到上限。套餐用户不花积分；要花积分时先告诉您价格，末尾加 points 才会扣。',
    en: 'One day without a number, top-up as many as fit. Free with a plan; where it costs points you hear the price first, and points at the end agrees to it.',
  },
  examples: ['/renew', '/renew 3', '/renew top-up', '/renew 1 points'],
  immediate: true,
  access: 'owner',
  async run({ args, locale, platform }) {
    const zh = locale === 'zh';
    if (platform === null)
      return { text: zh ? '这里没有可以续用的平台。' : 'There is no platform here to ask.' };
    const { days, mayPay } = readWish(args);
    const answer = await platform.renew(days, mayPay);
    switch (answer.kind) {
      case 'answered':
        return { text: answer.text };
      case 'kept':
        return {
          text: zh
            ? `平台暂时没有答复。续用请求已经记下，有结果会在这里告诉您，不用再发一次。也可以在网页上查看：${platform.portalUrl}/computer`
            : `The platform does not answer right now. Your request is kept and this chat will hear the result; there is no need to send it again. The page has it too: ${platform.portalUrl}/computer`,
        };
      case 'full':
        return {
          text: zh
            ? `还有很多续用请求在等平台答复，这一次没有记下。请稍后再试，或到网页上续用：${platform.portalUrl}/computer`
            : `Many requests still wait for the platform, so this one was not kept. Try again later, or renew on the page: ${platform.portalUrl}/computer`,
        };
    }
  },
};

const payWords = ['points', '积分'];
const topUpWords = ['top-up', 'topup', 'max', '补满'];

function readWish(args: string): { days: number | 'top-up'; mayPay: boolean } {
  const words = wordsOf(args).map((word) => word.toLowerCase());
  const mayPay = payWords.includes(words.at(-1) ?? '');
  const [first, ...rest] = mayPay ? words.slice(0, -1) : words;
  if (rest.length === 0) {
    if (first === undefined) return { days: 1, mayPay };
    if (topUpWords.includes(first)) return { days: 'top-up', mayPay };
    const days = /^(\d{1,2})(?:天|d|days?)?$/.exec(first)?.[1];
    if (days !== undefined && Number(days) >= 1 && Number(days) <= daysMax)
      return { days: Number(days), mayPay };
  }
  throw new UsageError({
    zh: `请写 1 到 ${daysMax} 的天数，或 top-up。`,
    en: `Write a number of days from 1 to ${daysMax}, or top-up.`,
  });
}
