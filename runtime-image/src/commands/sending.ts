/** `/send` and `/activation`: when the assistant speaks in a chat. */
import { choice } from './arguments.ts';
import type { Command } from './command.ts';

export const sendCommand: Command = {
  name: 'send',
  group: 'behaviour',
  usage: '[on | off | default]',
  help: { zh: '是否把回答发到聊天里', en: 'whether answers are sent into the chat' },
  details: {
    zh: '`off`：消息照常处理和保存，但聊天里只回复命令。`default` 按配置。',
    en: '`off`: messages are worked on and kept, but in the chat only commands are answered. `default`: as configured.',
  },
  examples: ['/send off', '/send on'],
  immediate: true,
  access: 'owner',
  run({ locale, args, session, changeSettings }) {
    const zh = locale === 'zh';
    const word =
      args === '' ? (session.settings.send ?? 'default') : choice(args, ['on', 'off', 'inherit', 'default']);
    if (args !== '') changeSettings({ send: word === 'on' || word === 'off' ? word : undefined });
    if (word === 'off')
      return {
        text: zh
          ? '回答不再发到这里，只回复命令。/send on 恢复。'
          : 'Answers are not sent here any more, only commands are answered. /send on goes back.',
      };
    if (word === 'on') return { text: zh ? '回答会发到这里。' : 'Answers are sent here.' };
    return {
      text: zh ? '按配置决定是否发送回答。' : 'Whether answers are sent is as the configuration has it.',
    };
  },
};

export const activationCommand: Command = {
  name: 'activation',
  group: 'behaviour',
  usage: '[mention | always | default]',
  help: {
    zh: '群里何时回答：被 @ 时，或总是',
    en: 'when the assistant answers in a group: when mentioned, or always',
  },
  examples: ['/activation always', '/activation mention'],
  immediate: true,
  access: 'owner',
  run({ locale, args, chat, session, changeSettings }) {
    const zh = locale === 'zh';
    if (chat.kind !== 'group') {
      return {
        text: zh
          ? '这个命令只能在群里用：私聊里总是回答。'
          : 'This command is for groups: in a private chat every message is answered.',
      };
    }
    const word =
      args === ''
        ? (session.settings.activation ?? 'default')
        : choice(args, ['mention', 'always', 'default']);
    if (args !== '') changeSettings({ activation: word === 'default' ? undefined : word });
    if (word === 'always')
      return {
        text: zh
          ? '在这个群里，允许的人发的每条消息我都会看；没有要说的就不回答。平台要允许机器人收到群里的全部消息。'
          : 'In this group I read every message of those who may talk to me, and stay silent when there is nothing to say. The platform must let the bot receive all messages of the group.',
      };
    if (word === 'mention')
      return {
        text: zh ? '在这个群里，被 @ 时才回答。' : 'In this group I answer only when I am mentioned.',
      };
    return { text: zh ? '在这个群里按配置回答。' : 'In this group I answer as the configuration has it.' };
  },
};
