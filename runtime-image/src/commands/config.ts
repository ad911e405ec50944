/** `/config`: what the owner changes by talking, without a model in between. */
import { choice } from './arguments.ts';
import type { Command } from './command.ts';
import {
  actionOf,
  groupRefusal,
  keptOf,
  keptOfWrong,
  readAssignment,
  readPath,
  readUnset,
} from './setting-wish.ts';

const actions = ['show', 'get', 'set', 'unset'] as const;

export const configCommand: Command = {
  name: 'config',
  group: 'safety',
  usage: '[show | get <path> | set <path>=<value> | unset <path>]',
  help: { zh: '查看和修改设置，立即生效', en: 'shows and changes settings, in force at once' },
  details: {
    zh: '不带参数列出改过的设置；unset 恢复原来的。值可以是文字或 JSON；密钥只写不显示。属于平台和安全的设置不能在这里改。',
    en: 'Without arguments it lists what was changed; unset goes back to what was there. A value is text or JSON; keys are set and never shown. What belongs to the platform, and limits, cannot be changed here.',
  },
  examples: [
    '/config',
    '/config get messages.queue.mode',
    '/config set timeZone=Asia/Shanghai',
    '/config set messages.responsePrefix="[Ada]"',
    '/config unset messages.responsePrefix',
  ],
  immediate: true,
  access: 'owner',
  keptOfWrong: keptOfWrong('config', actions),
  run({ args, chat, locale, settings }) {
    const { action: word, rest } = actionOf(args);
    const action = choice(word === '' ? 'show' : word, actions);
    if (action === 'show' || action === 'get') {
      const path = readPath(rest);
      const refusal = groupRefusal(chat, { action: 'show', path });
      return { text: refusal === null ? settings.show(path, locale).text : refusal[locale] };
    }
    const wish = action === 'set' ? readAssignment(rest) : readUnset(rest);
    const refusal = groupRefusal(chat, wish);
    return {
      text: refusal === null ? settings.change(wish, locale).text : refusal[locale],
      ...keptOf('config', wish),
    };
  },
};
