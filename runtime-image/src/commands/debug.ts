/** `/debug`: the settings of `/config`, held in memory until the gateway ends. */
import { choice, nothingMore, wordsOf } from './arguments.ts';
import type { Command } from './command.ts';
import { actionOf, groupRefusal, keptOf, keptOfWrong, readAssignment, readUnset } from './setting-wish.ts';

const actions = ['show', 'set', 'unset', 'reset'] as const;

export const debugCommand: Command = {
  name: 'debug',
  group: 'safety',
  usage: '[show | set <path>=<value> | unset <path> | reset]',
  help: {
    zh: '临时修改设置，到重启为止，不写入文件',
    en: 'changes settings until a restart, without writing a file',
  },
  details: {
    zh: '能改的和 /config 一样，优先于 /config 的设置；reset 全部取消。',
    en: 'It can change what /config can, and wins over it; reset drops all of it.',
  },
  examples: ['/debug', '/debug set agents.defaults.verboseDefault=full', '/debug reset'],
  immediate: true,
  access: 'owner',
  keptOfWrong: keptOfWrong('debug', actions),
  run({ args, chat, locale, settings }) {
    const { action: word, rest } = actionOf(args);
    const action = choice(word === '' ? 'show' : word, actions);
    if (action === 'show' || action === 'reset') {
      nothingMore(wordsOf(rest));
      const answer = action === 'show' ? settings.showOverrides(locale) : settings.dropOverrides(locale);
      return { text: answer.text };
    }
    const wish = action === 'set' ? readAssignment(rest) : readUnset(rest);
    const refusal = groupRefusal(chat, wish);
    return {
      text: refusal === null ? settings.override(wish, locale).text : refusal[locale],
      ...keptOf('debug', wish),
    };
  },
};
