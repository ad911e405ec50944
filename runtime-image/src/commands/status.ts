import { elevatedModes } from '../config/schema/exec-modes.ts';
import type { Locale } from '../config/settings.ts';
import type { DiskUse } from '../control/status.ts';
import { accessTexts } from './give-command.ts';
import type { Command, CommandContext } from './command.ts';

export const statusCommand: Command = {
  name: 'status',
  group: 'basics',
  usage: '',
  help: { zh: '显示当前状态', en: 'shows the current state' },
  examples: ['/status'],
  immediate: true,
  access: 'anyone',
  async run(context) {
    const days = await daysLine(context);
    return { text: [...statusLines(context), ...days].join('\n') };
  },
};

const states: Record<string, string> = {
  connected: '已连接',
  connecting: '正在连接',
  failed: '连接失败',
  off: '未启用',
};

function statusLines(context: CommandContext): string[] {
  const { locale, session, gateway } = context;
  const zh = locale === 'zh';
  const minutes = Math.floor(gateway.uptimeMs / 60_000);
  const model = session.model ?? (zh ? '未配置' : 'none');
  const strict = session.chosenModel === null ? '' : zh ? '（由 /model 选定）' : ' (chosen by /model)';
  const channels = gateway.channels.map(
    ({ name, state, reason }) =>
      `${name} ${(zh && states[state]) || state}${reason === '' ? '' : ` (${reason})`}`,
  );
  const refusal = gateway.execRefusal;
  const shared = {
    gateway: zh
      ? `- 网关 ${gateway.version}，已运行 ${minutes} 分钟`
      : `- gateway ${gateway.version}, up ${minutes} min`,
    model: zh ? `- 模型：${model}${strict}` : `- model: ${model}${strict}`,
    channels: zh ? `- 渠道：${channels.join('，') || '无'}` : `- channels: ${channels.join(', ') || 'none'}`,
  };
  const own = [stateLine(context), contextLine(context), modesLine(context), tasksLine(context)];
  if (gateway.disk !== null) own.push(diskLine(locale, gateway.disk));
  if (refusal !== '')
    return [
      shared.gateway,
      shared.model,
      ...own,
      shared.channels,
      zh ? `- 运行程序：不可以（${refusal}）` : `- programs: cannot be run (${refusal})`,
    ];
  return [shared.gateway, shared.model, ...own, shared.channels, programsLine(context)];
}

/** Of the owner's instance, as the platform tells it; nothing where there is no platform or somebody else asks. */
async function daysLine({ locale, platform, sender, chat }: CommandContext): Promise<string[]> {
  if (platform === null || !sender.isOwner || chat.kind !== 'direct') return [];
  const told = await platform.status();
  const zh = locale === 'zh';
  return [
    `- ${told ?? (zh ? '剩余时间：平台暂时没有答复' : 'time left: the platform does not answer right now')}`,
  ];
}

function stateLine({ locale, session, gateway, now }: CommandContext): string {
  const zh = locale === 'zh';
  const waiting = zh
    ? `本会话排队 ${session.waiting} 条，全部 ${gateway.queued} 条`
    : `${session.waiting} waiting here, ${gateway.queued} in all`;
  if (!session.running) return zh ? `- 状态：空闲，${waiting}` : `- state: idle, ${waiting}`;
  const seconds =
    session.runningSince === null ? 0 : Math.max(0, Math.round((now - session.runningSince) / 1_000));
  return zh
    ? `- 状态：正在回答（${seconds} 秒），${waiting}`
    : `- state: answering for ${seconds} s, ${waiting}`;
}

function contextLine({ locale, session, explainContext }: CommandContext): string {
  const { parts, window } = explainContext();
  const tokens = parts.reduce((sum, part) => sum + part.tokens, 0);
  const percent = window === 0 ? 0 : Math.round((tokens / window) * 100);
  return locale === 'zh'
    ? `- 会话：${session.key}，${session.messages} 条消息，上下文约 ${tokens} / ${window} 个 token（${percent}%）`
    : `- session: ${session.key}, ${session.messages} messages, context about ${tokens} of ${window} tokens (${percent} %)`;
}

function modesLine({ locale, session }: CommandContext): string {
  const { settings, defaults, queue } = session;
  const thinking = settings.thinking ?? defaults.thinking ?? (locale === 'zh' ? '默认' : 'default');
  const reasoning = settings.reasoning ?? defaults.reasoning;
  const verbose = settings.verbose ?? defaults.verbose;
  return locale === 'zh'
    ? `- 思考：${thinking}，显示思考：${reasoning}，说明工具：${verbose}，排队方式：${queue.mode}`
    : `- thinking: ${thinking}, reasoning: ${reasoning}, verbose: ${verbose}, queue: ${queue.mode}`;
}

function tasksLine({ locale, cron, subagents }: CommandContext): string {
  const all = cron.requester === null ? [] : cron.desk.list(cron.requester);
  // those that ran once and are over are listed by /cron, and will not run
  const tasks = all.filter(({ state }) => state === 'active').length;
  const runs = subagents.list().filter(({ state }) => state === 'running').length;
  return locale === 'zh'
    ? `- 定时任务 ${tasks} 个，进行中的子任务 ${runs} 个`
    : `- scheduled tasks: ${tasks}, subagents at work: ${runs}`;
}

export function diskLine(locale: Locale, { usedPercent, sizeBytes }: DiskUse): string {
  const mebibytes = sizeBytes / 1_048_576;
  const size = mebibytes < 1_024 ? `${Math.round(mebibytes)} MiB` : `${(mebibytes / 1_024).toFixed(1)} GiB`;
  return locale === 'zh'
    ? `- 磁盘：已用 ${usedPercent}%，共 ${size}`
    : `- disk: ${usedPercent} % of ${size} used`;
}

function programsLine({ locale, session, approvals }: CommandContext): string {
  const zh = locale === 'zh';
  const { security, ask } = approvals.policy(session.settings);
  const elevated = elevatedModes.find((mode) => mode === session.settings.elevated) ?? 'off';
  const pending = approvals.pending().length;
  const waits = pending === 0 ? '' : zh ? `，${pending} 条等待批准` : `, ${pending} waiting for approval`;
  return zh
    ? `- 运行程序：${security}，询问 ${ask}，跳过询问 ${elevated}${waits}`
    : `- programs: ${security}, ask ${ask}, elevated ${elevated}${waits}`;
}

export const whoamiCommand: Command = {
  name: 'whoami',
  group: 'basics',
  usage: '',
  help: { zh: '显示您的发送者 ID 和权限', en: 'shows your sender id and what you may do' },
  examples: ['/whoami'],
  immediate: true,
  access: 'anyone',
  run({ locale, sender }) {
    const zh = locale === 'zh';
    const name = sender.name === '' ? '' : ` (${sender.name})`;
    const standing = {
      owner: zh ? '主人' : 'the owner',
      allowed: zh ? '已被允许' : 'allowed',
      anyone: zh ? '普通发送者' : 'let in',
    };
    const may = zh
      ? `可以使用${accessTexts[sender.standing].zh}可用的命令，见 /help`
      : `may use the commands for ${accessTexts[sender.standing].en}, see /help`;
    return {
      text: `${sender.channel}: \`${sender.id}\`${name}${zh ? '，' : ', '}${standing[sender.standing]}${zh ? '。' : '. '}${may}`,
    };
  },
};
