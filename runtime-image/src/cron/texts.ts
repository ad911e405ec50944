/** What scheduled tasks say to people, and to the model of a run. Pure. */
import type { Locale } from '../config/settings.ts';
import type { CronJob, StoredJob, Target } from './job.ts';
import type { Schedule } from './schedule.ts';
import { lateMsMax } from './decide.ts';
import { showDuration, showInstant } from './when.ts';

/** What the model reads when a run begins. */
export function askText(job: CronJob, scheduledAt: number, now: number): string {
  const where: Record<Target['kind'], string> = {
    chat: 'sent to its chat',
    person: 'sent to its person',
    webhook: 'sent to its webhook',
    browser: 'shown in the browser chat',
    none: 'kept in the task history only',
  };
  return [
    `[Scheduled task "${job.name}", due ${showInstant(scheduledAt, job.zone)}, now ${showInstant(now, job.zone)} (${job.zone}).`,
    `Nobody is waiting: do it without asking back. Your answer is ${where[job.target.kind]}; answer NO_REPLY when there is nothing to tell.]`,
    job.task.text,
  ].join('\n');
}

/** Words that are sent as they are. */
export function sayText(job: CronJob, scheduledAt: number, now: number, locale: Locale): string {
  const late =
    now - scheduledAt <= lateMsMax
      ? ''
      : locale === 'zh'
        ? `\n（原定 ${showInstant(scheduledAt, job.zone, locale)}）`
        : `\n(was due ${showInstant(scheduledAt, job.zone)})`;
  return `⏰ ${job.task.text}${late}`;
}

/** Above an answer where it arrives among other messages. */
export function resultText(job: Pick<CronJob, 'name' | 'task'>, text: string): string {
  return job.task.kind === 'say' ? text : `⏰ **${job.name}**\n\n${text}`;
}

export function failedText(job: StoredJob, error: string, locale: Locale): string {
  return locale === 'zh'
    ? `⚠️ 定时任务“${job.name}”（${job.id}）这次没有完成：${error}`
    : `⚠️ The scheduled task "${job.name}" (${job.id}) did not succeed this time: ${error}`;
}

export function pausedText(job: StoredJob, failures: number, error: string, locale: Locale): string {
  return locale === 'zh'
    ? `⏸ 定时任务“${job.name}”（${job.id}）连续失败 ${failures} 次，已暂停。最近一次的原因：${error}\n处理好以后发送 /cron resume ${job.id} 继续。`
    : `⏸ The scheduled task "${job.name}" (${job.id}) failed ${failures} times in a row and is paused. The last reason: ${error}\nOnce that is mended, send /cron resume ${job.id}.`;
}

/** In the session of the chat where a result went, in place of a person's words. */
export function notedText(job: Pick<CronJob, 'name'>, locale: Locale): string {
  return locale === 'zh' ? `（定时任务“${job.name}”的结果）` : `(result of the scheduled task "${job.name}")`;
}

export function showSchedule(schedule: Schedule, zone: string, locale: Locale): string {
  switch (schedule.kind) {
    case 'cron':
      return `${schedule.expression} (${zone})`;
    case 'every':
      return `${locale === 'zh' ? '每隔' : 'every'} ${showDuration(schedule.everyMs)}`;
    case 'at':
      return `${locale === 'zh' ? '一次' : 'once'} ${showInstant(schedule.at, zone, locale)} (${zone})`;
  }
}

/** Without the token of a webhook. */
export function showTarget(target: Target, locale: Locale): string {
  const zh = locale === 'zh';
  switch (target.kind) {
    case 'chat':
      return `${zh ? '会话' : 'chat'} ${target.channel}:${target.chatId}`;
    case 'person':
      return `${zh ? '用户' : 'person'} ${target.channel}:${target.userId}`;
    case 'webhook':
      return `webhook ${URL.parse(target.url)?.host ?? ''}`;
    case 'browser':
      return zh ? '网页聊天' : 'browser chat';
    case 'none':
      return zh ? '不发送' : 'nowhere';
  }
}
