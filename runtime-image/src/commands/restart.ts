import type { Command } from './command.ts';

/** How the gateway is restarted, where it can be. */
export type RestartControls = {
  /** whether something that is known starts it again */
  supervised: boolean;
  /** the chat is told when it is back */
  remember(): void;
  /** ends the process, turns that run may finish */
  end(): void;
};

export const restartCommand: Command = {
  name: 'restart',
  group: 'sessions',
  usage: '',
  help: { zh: '重启网关', en: 'restarts the gateway' },
  details: {
    zh: '先让正在进行的回答结束（最多 8 秒），没做完的重启后继续；回来后会在这里说一声。',
    en: 'Running answers may end first (8 s at most), what is not done goes on after it; this chat is told when it is back.',
  },
  examples: ['/restart'],
  immediate: true,
  access: 'owner',
  run({ locale, restart }) {
    const zh = locale === 'zh';
    if (restart === null)
      return { text: zh ? '这里不能重启网关。' : 'The gateway cannot be restarted from here.' };
    restart.remember();
    const alone = zh
      ? '\n网关是单独运行的：它会退出（退出码 75），需要启动它的程序（systemd、Docker 等）再把它启动起来。'
      : '\nThe gateway runs alone: it ends with exit code 75, and whatever started it (systemd, Docker …) has to start it again.';
    const first = zh ? '正在重启，回来后会告诉您。' : 'Restarting; you are told when it is back.';
    return { text: `${first}${restart.supervised ? '' : alone}`, afterwards: () => restart.end() };
  },
};
