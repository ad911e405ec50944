import type { SubagentRun } from '../subagents/runs.ts';
import { choice, UsageError, wordsOf } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';

/** What `/subagents` reads and does; the runs are those of the command's session. */
export type SubagentControls = {
  list(): SubagentRun[];
  find(id: string): SubagentRun | null;
  /** false when it had ended */
  stop(id: string): boolean;
  /** its last words and those it was told, oldest first */
  log(id: string, limit: number): { kind: string; text: string; at: number }[];
};

const states = {
  zh: { running: '进行中', done: '完成', failed: '失败', stopped: '已停止' },
  en: { running: 'running', done: 'done', failed: 'failed', stopped: 'stopped' },
};
const logLines = 20;
const lineCharsMax = 500;

export const subagentsCommand: Command = {
  name: 'subagents',
  group: 'tools',
  usage: '[list | stop <id>|all | log <id> | info <id>]',
  help: {
    zh: '查看、停止子任务，或看它的记录',
    en: 'lists, stops or shows the log of subagents',
  },
  examples: ['/subagents', '/subagents log 1a2b3c4d', '/subagents stop all'],
  immediate: true,
  access: 'allowed',
  run(context) {
    const [action, id] = wordsOf(context.args);
    if (action === undefined) return { text: listed(context) };
    switch (choice(action, ['list', 'stop', 'kill', 'log', 'info'])) {
      case 'list':
        return { text: listed(context) };
      case 'stop':
      case 'kill':
        return { text: stopped(context, id) };
      case 'log':
        return { text: logOf(context, known(context, id)) };
      case 'info':
        return { text: infoOf(context, known(context, id)) };
    }
  },
};

function known({ subagents }: CommandContext, id: string | undefined): SubagentRun {
  const run = id === undefined ? null : subagents.find(id.toLowerCase());
  if (run !== null) return run;
  const ids = subagents.list().map((each) => `\`${each.id}\``);
  throw new UsageError({
    zh: ids.length === 0 ? '这个会话还没有子任务。' : `没有这个子任务。这个会话的子任务：${ids.join('、')}。`,
    en:
      ids.length === 0
        ? 'This session has no subagents yet.'
        : `No such subagent. Those of this session: ${ids.join(', ')}.`,
  });
}

function listed({ locale, subagents, now }: CommandContext): string {
  const runs = subagents.list();
  if (runs.length === 0)
    return locale === 'zh' ? '这个会话还没有子任务。' : 'This session has no subagents yet.';
  return runs
    .map((run) => {
      const minutes = Math.round(((run.endedAt ?? now) - run.startedAt) / 60_000);
      return `- \`${run.id}\` ${states[locale][run.state]} · ${minutes} min · ${run.label}`;
    })
    .join('\n');
}

function stopped(context: CommandContext, id: string | undefined): string {
  const { locale, subagents } = context;
  const wanted =
    id === 'all' ? subagents.list().filter(({ state }) => state === 'running') : [known(context, id)];
  const count = wanted.filter((run) => subagents.stop(run.id)).length;
  if (count === 0) return locale === 'zh' ? '没有正在进行的子任务。' : 'No subagent was running.';
  return locale === 'zh' ? `已停止 ${count} 个子任务。` : `Stopped: ${count}.`;
}

function infoOf({ locale }: CommandContext, run: SubagentRun): string {
  const result = run.result ?? (locale === 'zh' ? '（还没有结果）' : '(no result yet)');
  return `\`${run.id}\` ${states[locale][run.state]} · ${run.agentId} · \`${run.session}\`\n\n**${run.task.slice(0, 1_000)}**\n\n${result.slice(0, 4_000)}`;
}

function logOf({ locale, subagents, timeZone }: CommandContext, run: SubagentRun): string {
  const clock = new Intl.DateTimeFormat(locale === 'zh' ? 'zh-CN' : 'en-GB', {
    timeStyle: 'medium',
    timeZone,
  });
  const lines = subagents
    .log(run.id, logLines)
    .map(({ kind, text, at }) => `- ${clock.format(at)} ${kind}: ${text.slice(0, lineCharsMax)}`);
  return lines.join('\n') || (locale === 'zh' ? '还没有记录。' : 'Nothing yet.');
}
