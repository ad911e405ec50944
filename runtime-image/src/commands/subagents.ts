import type { MoreWordsRefusal, SubagentDesk } from '../subagents/desk.ts';
import type { SubagentRun } from '../subagents/runs.ts';
import { choice, UsageError, wordsOf } from './arguments.ts';
import type { Bilingual, Command, CommandContext } from './command.ts';

/** What `/subagents` reads and does; the runs are those of the command's session. */
export type SubagentControls = {
  list(): SubagentRun[];
  find(id: string): SubagentRun | null;
  /** false when it had ended */
  stop(id: string): boolean;
  /** its last words and those it was told, oldest first */
  log(id: string, limit: number): { kind: string; text: string; at: number }[];
  /** Words for one: into its running turn, or as a turn of its own. */
  tell(run: SubagentRun, how: 'send' | 'steer', words: string): ReturnType<SubagentDesk['tell']>;
  /** @param task may begin with the id of the agent that is to do it */
  start(task: string): ReturnType<SubagentDesk['start']>;
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
  usage:
    '[list | stop <id>|all | log <id> | info <id> | steer <id> <words> | send <id> <words> | spawn [agent] <task>]',
  help: {
    zh: '查看、停止、补充或新建子任务',
    en: 'lists, stops, instructs or starts subagents',
  },
  details: {
    zh: 'steer：把话告诉正在进行的子任务，它下一步之前会看到；send：再交代一件事，做完后在这里回报，已经结束的子任务也可以；spawn：新建一个子任务。',
    en: 'steer: words for a subagent at work, which reads them before its next step. send: something more to do, reported here, also for one that has ended. spawn: starts one.',
  },
  examples: [
    '/subagents',
    '/subagents log 1a2b3c4d',
    '/subagents steer 1a2b3c4d 只看 2026 年的',
    '/subagents spawn 整理 inbox 里的文件',
    '/subagents stop all',
  ],
  immediate: true,
  access: 'allowed',
  run(context) {
    const [action, id] = wordsOf(context.args);
    if (action === undefined) return { text: listed(context) };
    const wanted = choice(action, ['list', 'stop', 'kill', 'log', 'info', 'steer', 'send', 'spawn']);
    switch (wanted) {
      case 'spawn':
        return { text: started(context, context.args.slice(action.length).trim()) };
      case 'steer':
      case 'send':
        return { text: told(context, wanted, known(context, id), wordsAfter(context.args, 2)) };
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

/** What is written behind the first words, as it was written. */
function wordsAfter(args: string, count: number): string {
  return args.replace(new RegExp(`^(?:\\s*\\S+){${count}}\\s*`), '');
}

function started({ locale, subagents }: CommandContext, task: string): string {
  const made = subagents.start(task);
  if ('refusal' in made) throw new UsageError(refusals[made.refusal]);
  return locale === 'zh'
    ? `子任务 \`${made.run.id}\` 已开始，完成后会在这里告诉您。`
    : `The subagent \`${made.run.id}\` has begun; its report comes here.`;
}

function told(
  { locale, subagents }: CommandContext,
  how: 'send' | 'steer',
  run: SubagentRun,
  words: string,
): string {
  const made = subagents.tell(run, how, words);
  if ('refusal' in made) throw new UsageError(refusals[made.refusal]);
  if (how === 'steer')
    return locale === 'zh'
      ? `已转告 \`${run.id}\`，它下一步之前会看到。`
      : `\`${run.id}\` reads it before its next step.`;
  return locale === 'zh'
    ? `已交代给 \`${run.id}\`，做完后会在这里告诉您。`
    : `\`${run.id}\` has it; the answer comes here.`;
}

const refusals: Record<MoreWordsRefusal, Bilingual> = {
  depth: { zh: '子任务不能再新建子任务。', en: 'A subagent cannot start others.' },
  agent_unknown: {
    zh: '这个子任务的智能体已经不在配置里。',
    en: 'The agent of this subagent is no longer configured.',
  },
  agent_not_yours: {
    zh: '只有主人可以交给别的智能体。',
    en: 'Only the owner may give work to another agent.',
  },
  too_many: {
    zh: '这个会话进行中的子任务太多，请等一个结束，或用 stop 停止一个。',
    en: 'Too many subagents of this session are at work; wait for one to end, or stop one.',
  },
  empty: { zh: '请写上要说的话。', en: 'Write what it is to be told.' },
  too_long: { zh: '太长了，最多 20000 个字符。', en: 'That is too long: at most 20,000 characters.' },
  not_yours: {
    zh: '只有交代这个子任务的人和主人可以告诉它。',
    en: 'Only who asked for this subagent, and the owner, may tell it more.',
  },
  ended: { zh: '它已经结束，请用 send 再交代。', en: 'It has ended; use send.' },
};

function listed({ locale, subagents, now }: CommandContext): string {
  const runs = subagents.list();
  if (runs.length === 0)
    return locale === 'zh' ? '这个会话还没有子任务。' : 'This session has no subagents yet.';
  return runs
    .map((run) => {
      const minutes = Math.round(((run.endedAt ?? now) - run.startedAt) / 60_000);
      const took = locale === 'zh' ? `${minutes} 分钟` : `${minutes} min`;
      return `- \`${run.id}\` ${states[locale][run.state]} · ${took} · ${run.label}`;
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
