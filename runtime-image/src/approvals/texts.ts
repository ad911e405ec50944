/** What is said about approvals, to people and to the model. Pure. */
import type { Action } from '../channels/channel.ts';
import type { Approval } from '../control/approvals.ts';
import type { Locale } from '../config/settings.ts';
import type { ExecRefusal } from './decide.ts';
import type { ExecAllowance } from './shell-words.ts';

/** Nothing in a command may hide from who reads it: control characters and marks that turn the writing direction are spelled out. */
export function legible(command: string): string {
  return command.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (mark) => `\\u{${mark.codePointAt(0)!.toString(16)}}`,
  );
}

/** As a block of code, whatever it contains. */
export function commandBlock(command: string): string {
  const runs = command.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}\n${legible(command)}\n${fence}`;
}

export function allowanceText({ kind, pattern }: ExecAllowance, locale: Locale): string {
  if (kind === 'command') return locale === 'zh' ? '这一条命令' : 'exactly this command';
  return locale === 'zh' ? `程序 ${pattern}（任何参数）` : `the program ${pattern} with any arguments`;
}

/** People choose their names: one cannot look like a command, or like the end of the question. */
function nameOnly(name: string): string {
  return legible(name)
    .replace(/[\s`*_~#|<>()[\]{}\\（）：:]+/g, ' ')
    .trim()
    .slice(0, 40)
    .toWellFormed();
}

/** What is asked; the ways to answer are `questionActions`. */
export function questionText(
  { command, askedBy }: Approval,
  always: ExecAllowance,
  minutes: number,
  locale: Locale,
): string {
  const block = commandBlock(command);
  const what = allowanceText(always, locale);
  if (locale === 'zh') {
    const who = askedBy === '' ? '' : `（来自 ${nameOnly(askedBy)} 的消息）`;
    return `⏳ 想运行${who}：\n${block}\n请主人在 ${minutes} 分钟内决定。“以后都允许”的是${what}。`;
  }
  const who = askedBy === '' ? '' : ` (a message of ${nameOnly(askedBy)})`;
  return `⏳ wants to run${who}:\n${block}\nThe owner decides within ${minutes} min. "Always" allows ${what}.`;
}

export function questionActions(id: string, locale: Locale): Action[] {
  const labels = { zh: ['只这一次', '以后都允许', '不允许'], en: ['Just this time', 'Always', 'Deny'] }[
    locale
  ];
  return [
    { label: labels[0]!, command: `/approve ${id} allow-once`, style: 'primary' },
    { label: labels[1]!, command: `/approve ${id} allow-always`, style: 'default' },
    { label: labels[2]!, command: `/approve ${id} deny`, style: 'danger' },
  ];
}

/** Stands where the buttons were. */
export function decidedText(decided: NonNullable<Approval['decided']>, locale: Locale): string {
  const [zh, en] = {
    'allow-once': ['✅ 主人允许了这一次', '✅ Allowed once by the owner'],
    'allow-always': ['✅ 主人允许了，以后也不再问', '✅ Allowed by the owner, from now on'],
    deny: ['⛔ 主人不允许', '⛔ Denied by the owner'],
    expired: ['⌛ 没有人回应，没有运行', '⌛ Nobody answered; not run'],
    stopped: ['已停止，没有运行', 'Stopped; not run'],
    interrupted: ['中断了，没有运行', 'Interrupted; not run'],
  }[decided];
  return locale === 'zh' ? zh! : en!;
}

export function expiredText(id: string, locale: Locale): string {
  return locale === 'zh'
    ? `⌛ 没有人回应 ${id}，那条命令没有运行。`
    : `⌛ Nobody answered ${id}; that command was not run.`;
}

/** Why a program was not run, for the model, who tells the user in their language. */
export function refusalForModel(reason: ExecRefusal): string {
  switch (reason) {
    case 'switched_off':
      return 'Not run: programs are switched off here (exec security is deny). Do it without programs or say so.';
    case 'not_listed':
      return 'Not run: this command is not on the list of allowed ones, and nobody is asked here. The owner can allow it by /exec allow.';
    case 'too_long_to_ask':
      return 'Not run: the owner must approve commands here, and this one is too long to be read. Use a shorter one.';
    case 'denied':
      return 'Not run: the owner denied this command. Do not try it in another form; go on without it or ask what they want.';
    case 'expired':
      return 'Not run: the owner was asked to approve this command and did not answer in time.';
    case 'too_many':
      return 'Not run: too many commands wait for approval already.';
  }
}

/** The same for the owner who typed it. */
export const refusalTexts: Readonly<Record<ExecRefusal, Record<Locale, string>>> = {
  switched_off: {
    zh: '没有运行：这里禁止运行程序（security 为 deny），见 /exec。',
    en: 'Not run: programs are switched off here (security is deny), see /exec.',
  },
  not_listed: {
    zh: '没有运行：这条命令不在允许的列表里，这里也不询问。可以用 /exec allow 允许它。',
    en: 'Not run: this command is not on the list of allowed ones, and nobody is asked here. /exec allow allows it.',
  },
  too_long_to_ask: {
    zh: '没有运行：这里的命令要主人确认，这一条太长，没法看完。请写短一些。',
    en: 'Not run: commands are approved here, and this one is too long to be read. Write a shorter one.',
  },
  denied: { zh: '没有运行：主人没有允许。', en: 'Not run: it was not allowed.' },
  expired: { zh: '没有运行：没有人在时限内确认。', en: 'Not run: nobody approved it in time.' },
  too_many: {
    zh: '没有运行：等待确认的命令太多了，请先处理它们。',
    en: 'Not run: too many commands wait for approval already; answer those first.',
  },
};
