/** `/new`, `/reset`, `/stop` and `/compact`: where a session begins and ends. */
import type { CompactionResult } from '../sessions/compaction.ts';
import type { Locale } from '../config/settings.ts';
import type { Command, CommandContext } from './command.ts';
import { nothingMore, UsageError, wordsOf } from './arguments.ts';
import { findModel } from './find-model.ts';

const instructionsCharsMax = 2_000;

export const newCommand: Command = {
  name: 'new',
  group: 'sessions',
  usage: '[model] [message]',
  help: {
    zh: '开始新的会话，可附上模型和第一条消息',
    en: 'starts a new session, with a model and a first message if you like',
  },
  details: {
    zh: '第一个词是模型的名字时，新的会话改用这个模型。之前的对话仍然保存，只是不再作为上下文。',
    en: 'When the first word is a model’s name, the session uses that model. What was said before is kept, but is no longer context.',
  },
  examples: ['/new', '/new 帮我写一份周报'],
  immediate: false,
  access: 'allowed',
  run(context) {
    const [first = ''] = context.args.split(/\s/, 1);
    const model = findModel(context.models, first);
    const message = (model === null ? context.args : context.args.slice(first.length)).trim();
    context.startNewSession();
    if (model !== null) context.chooseModel(model);
    const text = begun(context, model);
    return message === '' ? { text } : { text, thenAsk: message };
  },
};

export const resetCommand: Command = {
  name: 'reset',
  group: 'sessions',
  usage: '',
  help: { zh: '重置当前会话', en: 'resets the current session' },
  immediate: false,
  access: 'allowed',
  run(context) {
    nothingMore(wordsOf(context.args));
    context.startNewSession();
    return { text: begun(context, null) };
  },
};

export const stopCommand: Command = {
  name: 'stop',
  group: 'basics',
  usage: '',
  help: { zh: '停止正在进行的回答和排队的消息', en: 'stops the current run and what waits behind it' },
  immediate: true,
  access: 'allowed',
  run({ locale, stop }) {
    const stopped = stop();
    if (locale === 'zh') return { text: stopped ? '已停止。' : '现在没有正在进行的回答。' };
    return { text: stopped ? 'Stopped.' : 'Nothing is running.' };
  },
};

export const compactCommand: Command = {
  name: 'compact',
  group: 'sessions',
  usage: '[what to keep in mind]',
  help: {
    zh: '把较早的对话压缩成摘要',
    en: 'sums up the older part of the conversation',
  },
  details: {
    zh: '最近的对话保持原样。对话接近上限时会自动压缩。',
    en: 'The recent part stays word for word. Done by itself when the conversation nears its limit.',
  },
  examples: ['/compact', '/compact 保留所有决定和待办事项'],
  immediate: false,
  access: 'allowed',
  async run({ locale, args, compact }) {
    if (args.length > instructionsCharsMax) {
      throw new UsageError({
        zh: `说明太长，最多 ${instructionsCharsMax} 个字符。`,
        en: `These instructions are too long: at most ${instructionsCharsMax} characters.`,
      });
    }
    return { text: compactionText(await compact(args), locale) };
  },
};

function begun({ locale }: CommandContext, model: string | null): string {
  if (locale === 'zh') {
    const using = model === null ? '' : `改用 ${model}。`;
    return `已开始新的会话。${using}之前的对话不再作为上下文，文件和记忆都保留。`;
  }
  const using = model === null ? '' : ` It uses ${model}.`;
  return `A new session has begun.${using} Earlier messages are no longer context; files and memory stay.`;
}

function compactionText(result: CompactionResult, locale: Locale): string {
  const zh = locale === 'zh';
  switch (result.kind) {
    case 'compacted':
      return zh
        ? `已压缩：上下文从约 ${result.before} 个 token 减到约 ${result.after} 个，较早的 ${result.dropped} 条消息变成了摘要。`
        : `Summed up: about ${result.before} tokens of context became about ${result.after}; ${result.dropped} older messages are now a summary.`;
    case 'nothing_to_do':
      return zh
        ? '对话还很短，没有可以压缩的内容。'
        : 'The conversation is short, there is nothing to sum up.';
    case 'stopped':
      return zh ? '压缩已停止，对话没有变化。' : 'Stopped; the conversation is as it was.';
    case 'failed':
      return zh
        ? `没能压缩，对话没有变化。${result.failure.sentence.zh}`
        : `It could not be summed up; the conversation is as it was. ${result.failure.sentence.en}`;
  }
}
