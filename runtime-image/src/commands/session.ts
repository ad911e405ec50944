import type { Command } from './command.ts';

const begin: Command['run'] = ({ locale, args, startNewSession }) => {
  startNewSession();
  const text =
    locale === 'zh'
      ? '已开始新的会话。之前的对话不再作为上下文，文件和记忆都保留。'
      : 'A new session has begun. Earlier messages are no longer context; files and memory stay.';
  return args === '' ? { text } : { text, thenAsk: args };
};

export const newCommand: Command = {
  name: 'new',
  usage: '[message]',
  help: {
    zh: '开始新的会话，可附上第一条消息',
    en: 'starts a new session, with a first message if you like',
  },
  immediate: false,
  access: 'allowed',
  run: begin,
};

export const resetCommand: Command = {
  name: 'reset',
  usage: '',
  help: { zh: '重置当前会话', en: 'resets the current session' },
  immediate: false,
  access: 'allowed',
  run: (context) => begin({ ...context, args: '' }),
};

export const stopCommand: Command = {
  name: 'stop',
  usage: '',
  help: { zh: '停止正在进行的回答', en: 'stops the current run' },
  immediate: true,
  access: 'allowed',
  run({ locale, stop }) {
    const stopped = stop();
    if (locale === 'zh') return { text: stopped ? '已停止。' : '现在没有正在进行的回答。' };
    return { text: stopped ? 'Stopped.' : 'Nothing is running.' };
  },
};
