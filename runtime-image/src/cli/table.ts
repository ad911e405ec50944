/** Every command of `rockpool-gateway` but `start`. The help is made from it. */
import type { CliCommand } from './command.ts';

export const cliCommands: readonly CliCommand[] = [
  {
    name: 'status',
    usage: ['[--memory] [--json]'],
    summary: { zh: '正在运行的网关的状态', en: 'what the running gateway says of itself' },
    load: async () => (await import('./status.ts')).status,
  },
  {
    name: 'config validate',
    usage: ['[--json]'],
    summary: {
      zh: '检查配置，指出每一处错误',
      en: 'reads the configuration and names what is wrong with it',
    },
    load: async () => (await import('./config-validate.ts')).validate,
  },
  {
    name: 'onboard',
    usage: [
      '[--base-url URL] [--model ID] [--api-key KEY] [--app-id ID --app-secret SECRET] [--client-id ID --client-secret SECRET] [--yes]',
    ],
    summary: {
      zh: '写出第一份配置：逐项询问，或全部用参数给出',
      en: 'writes a first configuration by asking, or from the options alone',
    },
    load: async () => (await import('./onboard.ts')).onboard,
  },
  {
    name: 'doctor',
    usage: ['[--json]'],
    summary: {
      zh: '检查配置、磁盘、时钟、模型、凭证、权限和连接，并说明怎么办',
      en: 'checks configuration, disk, clock, model, credentials, scopes and connection, with what to do',
    },
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'cron',
    usage: [
      'list [--json]',
      'add (--schedule CRON | --every TIME | --at TIME | --in TIME) (--message TEXT | --say TEXT) [--name TEXT] [--to CHAT|me|none|URL] [--secret TEXT] [--zone ZONE] [--catch-up skip|once|all]',
      'runs ID [--json]',
      'run ID | pause ID | resume ID | remove ID',
    ],
    summary: { zh: '正在运行的网关的定时任务', en: 'scheduled tasks of the running gateway' },
    load: async () => (await import('./cron.ts')).cron,
  },
  {
    name: 'skill',
    usage: [
      'list [--json]',
      'show NAME | check PATH | load PATH | enable NAME | disable NAME',
      'build FOLDER [-o FILE]',
    ],
    summary: {
      zh: '技能：有哪些、缺什么、新增、启用和停用',
      en: 'skills: what there is, what it lacks, new ones, and switching them on and off',
    },
    load: async () => (await import('./skill.ts')).skill,
  },
  {
    name: 'pairing',
    usage: ['list', 'approve CODE | deny CODE'],
    summary: { zh: '请求与助手对话的人', en: 'people who ask to talk to the assistant' },
    load: async () => (await import('./pairing.ts')).pairing,
  },
  {
    name: 'log show',
    usage: ['[--level info|warn|error] [--lines N] [--grep TEXT] [--json]'],
    summary: { zh: '最新的日志', en: 'the newest lines of the log' },
    load: async () => (await import('./log-show.ts')).logShow,
  },
  {
    name: 'log analyze',
    usage: ['[--by skill|tool|model|channel|error] [--last 24h] [--json]'],
    summary: { zh: '按日志统计次数、失败和耗时', en: 'counts, failures and times from the log' },
    load: async () => (await import('./log-analyze.ts')).logAnalyze,
  },
];

/** The command that these words begin with, and the words behind it. */
export function findCliCommand(argv: readonly string[]): { command: CliCommand; args: string[] } | null {
  for (const length of [2, 1]) {
    const name = argv.slice(0, length).join(' ');
    const command = cliCommands.find((each) => each.name === name);
    if (command !== undefined) return { command, args: argv.slice(length) };
  }
  return null;
}
