/** `/think`, `/reasoning` and `/verbose`: how hard the model thinks, and what is shown of how an answer comes about. */
import { reasoningModes, thinkingLevels, verboseModes } from '../config/schema/session-modes.ts';
import type { ReasoningMode, ThinkingLevel, VerboseMode } from '../config/schema/session-modes.ts';
import { choice } from './arguments.ts';
import type { Bilingual, Command } from './command.ts';

/** upstream's other words for levels */
export const levelNames: Record<string, ThinkingLevel> = {
  on: 'low',
  none: 'off',
  max: 'xhigh',
  highest: 'xhigh',
};

export const thinkCommand: Command = {
  name: 'think',
  group: 'behaviour',
  usage: '[off | minimal | low | medium | high | xhigh | default]',
  help: { zh: '模型思考的深度', en: 'how hard the model thinks' },
  details: {
    zh: '不支持的模型会忽略它，或用最接近的一档。从下一条消息起生效；写在一条消息前面时，只对这条消息有效。',
    en: 'Models that cannot ignore it or take the nearest level. From the next message on; before a message it holds for that one alone.',
  },
  examples: ['/think', '/think high', '/think high 写一首诗', '/think default'],
  immediate: true,
  access: 'allowed',
  run({ locale, args, session, changeSettings }) {
    const zh = locale === 'zh';
    const byModel = zh ? '由模型决定' : 'as the model has it';
    if (args === '') {
      const level = session.settings.thinking ?? session.defaults.thinking ?? byModel;
      return { text: zh ? `思考深度：${level}。` : `Thinking: ${level}.` };
    }
    const word = levelNames[args.toLowerCase()] ?? choice(args, [...thinkingLevels, 'default']);
    const thinking = word === 'default' ? undefined : word;
    changeSettings({ thinking });
    const level = thinking ?? session.defaults.thinking ?? byModel;
    return { text: zh ? `思考深度改为：${level}。` : `Thinking is now: ${level}.` };
  },
};

const reasoningTexts: Record<ReasoningMode, Bilingual> = {
  off: { zh: '不显示模型的思考。', en: 'The reasoning is not shown.' },
  on: { zh: '在回答前引用模型的思考。', en: 'The reasoning is quoted before the answer.' },
  stream: {
    zh: '回答过程中实时显示思考，最后只留下回答。',
    en: 'The reasoning is shown while it comes; in the end only the answer stays.',
  },
};

export const reasoningCommand: Command = {
  name: 'reasoning',
  group: 'behaviour',
  usage: '[on | off | stream | default]',
  help: { zh: '是否显示模型的思考', en: 'whether the model’s reasoning is shown' },
  examples: ['/reasoning on', '/reasoning stream'],
  immediate: true,
  access: 'allowed',
  run({ locale, args, session, changeSettings }) {
    const current = session.settings.reasoning ?? session.defaults.reasoning;
    if (args === '') return { text: reasoningTexts[current][locale] };
    const word = choice(args, [...reasoningModes, 'default']);
    changeSettings({ reasoning: word === 'default' ? undefined : word });
    return { text: reasoningTexts[word === 'default' ? session.defaults.reasoning : word][locale] };
  },
};

const verboseTexts: Record<VerboseMode, Bilingual> = {
  off: { zh: '回答里不说明用了哪些工具。', en: 'Answers do not tell which tools were used.' },
  on: {
    zh: '回答里会说明用了哪些工具、换了哪个模型。',
    en: 'Answers tell which tools were used and when another model was asked.',
  },
  full: {
    zh: '回答里会说明用了哪些工具，并附上结果的开头。',
    en: 'Answers tell which tools were used, with the beginning of what they gave.',
  },
};

export const verboseCommand: Command = {
  name: 'verbose',
  group: 'behaviour',
  usage: '[on | off | full | default]',
  help: { zh: '是否说明用了哪些工具', en: 'whether answers tell which tools were used' },
  examples: ['/verbose on', '/verbose full'],
  immediate: true,
  access: 'allowed',
  run({ locale, args, session, changeSettings }) {
    const current = session.settings.verbose ?? session.defaults.verbose;
    if (args === '') return { text: verboseTexts[current][locale] };
    const word = choice(args, [...verboseModes, 'default']);
    changeSettings({ verbose: word === 'default' ? undefined : word });
    return { text: verboseTexts[word === 'default' ? session.defaults.verbose : word][locale] };
  },
};
