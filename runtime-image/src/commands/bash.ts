/** `/bash` and `! …`: the owner runs a command without a model, as the tool `exec` would run it. */
import type { ExecRefusal } from '../approvals/decide.ts';
import { commandBlock, refusalTexts } from '../approvals/texts.ts';
import type { Locale } from '../config/settings.ts';
import { firstWords, UsageError } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';

export type BashEnd =
  | { kind: 'ended'; output: string }
  /** in the background from now on; `output` so far */
  | { kind: 'goes_on'; id: string; output: string }
  | { kind: 'refused'; reason: ExecRefusal }
  | { kind: 'not_offered' }
  /** by `/stop` */
  | { kind: 'stopped' }
  /** a process that ended had begun it; it is not run again */
  | { kind: 'interrupted' };

/** @property runsForMs null: it has ended */
export type BashJob = { id: string; command: string; runsForMs: number | null; output: string };

/** Outputs are short enough for a chat. A job without its id is the newest that runs, else the newest. */
export type BashControls = {
  run(command: string): Promise<BashEnd>;
  /** Null: there is none. */
  poll(id: string | null): Promise<BashJob | null>;
  /** Resolves when it has ended. */
  stop(id: string | null): Promise<BashJob | null>;
  ids(): string[];
  /** The answer of `run` is stored and out: it need not be known any more that it had begun. */
  answered(): void;
};

export const bashCommand: Command = {
  name: 'bash',
  group: 'tools',
  usage: '<command> | poll [job] | stop [job]',
  help: { zh: '直接运行一条命令，不经过模型', en: 'runs a command, without a model' },
  details: {
    zh: '在工作区里运行，权限和询问与 /exec 的设置相同。超过 5 秒转到后台：poll 查看，stop 结束。也可以写成 `! 命令`、`!poll`、`!stop`。',
    en: 'It runs in the workspace, and /exec says what is allowed and asked. After 5 s it goes on in the background: poll shows it, stop ends it. `! command`, `!poll` and `!stop` are the same.',
  },
  examples: ['/bash ls -la', '/bash git status', '/bash poll', '/bash stop job1'],
  immediate: true,
  access: 'owner',
  async run(context) {
    const { args, bash, locale } = context;
    if (args === '')
      throw new UsageError({ zh: '请写上要运行的命令。', en: 'Write the command that is to be run.' });
    const asked = /^(poll|stop)(?:\s+(job\d+))?$/i.exec(args);
    if (asked === null)
      return { text: endText(await bash.run(args), context), afterwards: () => bash.answered() };
    const id = asked[2]?.toLowerCase() ?? null;
    const job = await (asked[1]!.toLowerCase() === 'poll' ? bash.poll(id) : bash.stop(id));
    return { text: job === null ? noJob(id, bash.ids(), locale) : jobText(job, locale) };
  },
};

function endText(end: BashEnd, { gateway, locale }: Pick<CommandContext, 'gateway' | 'locale'>): string {
  const zh = locale === 'zh';
  switch (end.kind) {
    case 'ended':
      return commandBlock(end.output);
    case 'goes_on': {
      const head = zh
        ? `还在运行（${end.id}）。/bash poll ${end.id} 查看，/bash stop ${end.id} 结束。`
        : `Still running (${end.id}). /bash poll ${end.id} shows it, /bash stop ${end.id} ends it.`;
      return end.output === '' ? head : `${head}\n${commandBlock(end.output)}`;
    }
    case 'refused':
      return refusalTexts[end.reason][locale];
    case 'stopped':
      return zh ? '已停止。' : 'Stopped.';
    case 'interrupted':
      return zh
        ? '这条命令开始后网关重启了，不知道做到了哪一步，没有再运行一次。需要的话请重新发送。'
        : 'The gateway was restarted after this command had begun. How far it came is not known, and it was not run again; send it anew if you want that.';
    case 'not_offered': {
      const why = gateway.execRefusal;
      if (why !== '') return zh ? `这里不能运行程序：${why}。` : `Programs cannot be run here: ${why}.`;
      return zh
        ? '这里不能运行程序：配置或技能设置去掉了 exec。'
        : 'Programs cannot be run here: the configuration, or a rule for skills, takes exec away.';
    }
  }
}

function jobText({ id, command, runsForMs, output }: BashJob, locale: Locale): string {
  const zh = locale === 'zh';
  const seconds = Math.round((runsForMs ?? 0) / 1_000);
  const state =
    runsForMs === null ? (zh ? '已结束' : 'ended') : zh ? `已运行 ${seconds} 秒` : `running for ${seconds} s`;
  const nothing = zh ? '（还没有输出）' : '(no output yet)';
  const written = firstWords(command, 100).replaceAll('`', '');
  return `${id}${zh ? '，' : ', '}${state}${zh ? '：' : ': '}\`${written}\`\n${commandBlock(output || nothing)}`;
}

function noJob(id: string | null, known: readonly string[], locale: Locale): string {
  const zh = locale === 'zh';
  if (known.length === 0) return zh ? '没有后台命令。' : 'No command runs in the background.';
  return zh
    ? `没有 ${id}。现有：${known.join('、')}。`
    : `There is no ${id}. There are: ${known.join(', ')}.`;
}
