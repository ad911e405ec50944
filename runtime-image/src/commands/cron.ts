import type { CronDesk } from '../cron/desk.ts';
import type { CronRun, StoredJob } from '../cron/job.ts';
import type { Requester } from '../cron/target.ts';
import { showSchedule, showTarget } from '../cron/texts.ts';
import { showInstant } from '../cron/when.ts';
import { choice, nothingMore, UsageError, wordsOf } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';

/** What `/cron` reads and does; null: no tasks can be made from here. */
export type CronControls = {
  enabled: boolean;
  desk: CronDesk;
  requester: Requester | null;
  /** the command itself, so that giving it once runs a task once */
  key: string;
};

const words = {
  zh: {
    active: '启用',
    paused: '已暂停',
    finished: '已结束',
    queued: '排队',
    running: '运行中',
    delivering: '发送中',
    done: '完成',
    failed: '失败',
    skipped: '跳过',
  },
  en: {
    active: 'active',
    paused: 'paused',
    finished: 'finished',
    queued: 'queued',
    running: 'running',
    delivering: 'being sent',
    done: 'done',
    failed: 'failed',
    skipped: 'skipped',
  },
};
const reasons = {
  zh: {
    gateway_was_off: '当时网关没有运行',
    clock_jumped: '时钟跳变',
    still_running: '上一次还没有结束',
    paused: '已暂停',
    interrupted: '被中断',
  },
  en: {
    gateway_was_off: 'the gateway was off',
    clock_jumped: 'the clock jumped',
    still_running: 'the last one was still running',
    paused: 'paused',
    interrupted: 'interrupted',
  },
};
const jobsShown = 40;
const runsShown = 10;
const resultCharsMax = 200;

export const cronCommand: Command = {
  name: 'cron',
  group: 'tools',
  usage: '[list | run <id> | pause <id> | resume <id> | remove <id> | runs <id>]',
  help: {
    zh: '查看和管理定时任务；新建时直接用一句话说，例如“每天早上9点查北京天气”',
    en: 'shows and manages scheduled tasks; to make one, just say so: "every day at 9 check the weather"',
  },
  examples: ['/cron', '/cron run k3f9a1', '/cron runs k3f9a1'],
  immediate: true,
  access: 'allowed',
  run(context) {
    const { locale, cron } = context;
    const [action, id, ...more] = wordsOf(context.args);
    nothingMore(more);
    if (cron.requester === null || !cron.enabled)
      return { text: locale === 'zh' ? '这里不能使用定时任务。' : 'Scheduled tasks cannot be used here.' };
    const wanted = choice(action ?? 'list', ['list', 'run', 'pause', 'resume', 'remove', 'runs']);
    if (wanted === 'list') return { text: listed(context, cron.desk.list(cron.requester)) };
    const job = known(cron, cron.requester, id);
    return { text: act(context, wanted, job) };
  },
};

function act(
  { locale, cron }: CommandContext,
  wanted: 'run' | 'pause' | 'resume' | 'remove' | 'runs',
  job: StoredJob,
): string {
  const zh = locale === 'zh';
  switch (wanted) {
    case 'run':
      cron.desk.run(job, cron.key);
      return zh
        ? `“${job.name}”开始运行，结果发送到：${whereText(job, cron.requester, locale)}。`
        : `"${job.name}" begins now; its result goes to: ${whereText(job, cron.requester, locale)}.`;
    case 'pause':
      cron.desk.pause(job);
      return zh
        ? `已暂停“${job.name}”。发送 /cron resume ${job.id} 恢复。`
        : `Paused "${job.name}". /cron resume ${job.id} goes on.`;
    case 'resume': {
      const made = cron.desk.resume(job);
      if (made.kind === 'refused')
        return zh ? '它的时间已经过去，请重新说一个时间。' : 'Its time has passed; say a new one.';
      return describe(made.job, cron.requester, locale);
    }
    case 'remove':
      cron.desk.remove(job);
      return zh ? `已删除“${job.name}”。` : `Removed "${job.name}".`;
    case 'runs': {
      const lines = cron.desk.runsOf(job, runsShown).map((run) => runLine(run, job.zone, locale));
      return lines.join('\n') || (zh ? '还没有运行过。' : 'No runs yet.');
    }
  }
}

function known({ desk }: CronControls, requester: Requester, id: string | undefined): StoredJob {
  const job = id === undefined ? null : desk.find(id.toLowerCase(), requester);
  if (job !== null) return job;
  const ids = desk.list(requester).map((each) => `\`${each.id}\``);
  throw new UsageError({
    zh: ids.length === 0 ? '这里还没有定时任务。' : `没有这个任务，可以用：${ids.join('、')}。`,
    en: ids.length === 0 ? 'There are no tasks here yet.' : `No such task; there are: ${ids.join(', ')}.`,
  });
}

function listed({ locale, cron }: CommandContext, jobs: StoredJob[]): string {
  if (jobs.length > 0) {
    const rest = jobs.length - jobsShown;
    const more = locale === 'zh' ? `…还有 ${rest} 个` : `… and ${rest} more`;
    const lines = jobs.slice(0, jobsShown).map((job) => `- ${describe(job, cron.requester, locale)}`);
    return [...lines, ...(rest > 0 ? [more] : [])].join('\n');
  }
  return locale === 'zh'
    ? '还没有定时任务。直接说就可以，例如“每天早上9点查北京天气”。'
    : 'There are no tasks yet. Just say what you want, such as "every day at 9 check the weather in Beijing".';
}

function describe(job: StoredJob, requester: Requester | null, locale: 'zh' | 'en'): string {
  const next =
    job.nextAt === null
      ? words[locale][job.state]
      : `${locale === 'zh' ? '下次' : 'next'} ${showInstant(job.nextAt, job.zone, locale)}`;
  const why = job.reason === '' ? '' : ` (${job.reason.slice(0, 120)})`;
  return `\`${job.id}\` **${job.name}** · ${showSchedule(job.schedule, job.zone, locale)} · ${next}${why} · → ${whereText(job, requester, locale)}`;
}

/** The chat of the command is "here": an id says nothing to people. */
function whereText({ target }: StoredJob, requester: Requester | null, locale: 'zh' | 'en'): string {
  const here = requester?.maker.here;
  const isHere =
    target.kind === 'chat' &&
    here?.kind === 'chat' &&
    target.channel === here.channel &&
    target.accountId === here.accountId &&
    target.chatId === here.chatId &&
    target.threadId === here.threadId;
  if (isHere) return locale === 'zh' ? '这里' : 'here';
  return showTarget(target, locale);
}

function runLine(run: CronRun, zone: string, locale: 'zh' | 'en'): string {
  const error = reasons[locale][run.error as keyof (typeof reasons)['en']] ?? run.error;
  const text = run.text.replace(/\s+/g, ' ').slice(0, resultCharsMax);
  const rest = [error, text].filter((part) => part !== '').join(' · ');
  return `- ${showInstant(run.scheduledAt, zone, locale)} · ${words[locale][run.state]}${rest === '' ? '' : ` · ${rest}`}`;
}
