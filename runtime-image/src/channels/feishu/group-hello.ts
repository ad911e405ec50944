/** The bot's first words in a group: who it is and how it is called. Once for each time it is brought in. */
import type { ChannelHost } from '../channel.ts';
import { postOrText } from './delivery.ts';
import type { FeishuClient } from './client.ts';
import { renderText } from './render.ts';

export type HelloRoom = {
  client: FeishuClient;
  host: Pick<ChannelHost, 'once' | 'forget' | 'log'>;
  appId: string;
  locale: 'zh' | 'en';
};

/** @param eventId of the event that says so; a repeated event says nothing twice */
export async function greetGroup(
  { client, host, appId, locale }: HelloRoom,
  {
    chatId,
    eventId,
    botName,
    needsMention,
  }: { chatId: string; eventId: string; botName: string; needsMention: boolean },
): Promise<void> {
  const key = `hello:${appId}:${chatId}`;
  if (!host.once(key)) return;
  const text = helloText(botName, needsMention, locale);
  try {
    const target = { kind: 'chat', chatId } as const;
    await postOrText(
      client,
      { text, message: renderText(text) },
      { target, key: `${key}:${eventId}`, part: 'part0' },
    );
  } catch (error) {
    host.forget(key);
    host.log('warn', 'a group could not be greeted', { error });
  }
}

/** The next time it is brought in, it says hello again. */
export function forgetGroup({ host, appId }: Pick<HelloRoom, 'host' | 'appId'>, chatId: string): void {
  host.forget(`hello:${appId}:${chatId}`);
}

function helloText(botName: string, needsMention: boolean, locale: 'zh' | 'en'): string {
  if (locale === 'zh') {
    const how = needsMention ? `需要我时，@${botName} 并说出要做的事。` : '有事直接说，我会看到。';
    return `大家好，我是${botName}。${how}发送 ${needsMention ? `@${botName} ` : ''}/help 查看可用的命令。`;
  }
  const how = needsMention
    ? `Mention @${botName} and say what to do.`
    : 'Just say what you need; I read along.';
  return `Hello, I am ${botName}. ${how} ${needsMention ? `@${botName} ` : ''}/help lists the commands.`;
}
