import { approvalDecisions, type ApprovalDecision, type ApprovalEnd } from '../approvals/ends.ts';
import { allowanceText, commandBlock } from '../approvals/texts.ts';
import type { Locale } from '../config/settings.ts';
import { choice, firstWords, nothingMore, wordsOf } from './arguments.ts';
import type { Bilingual, Command, CommandContext } from './command.ts';

const otherWords: Record<string, ApprovalDecision> = {
  once: 'allow-once',
  allow: 'allow-once',
  yes: 'allow-once',
  允许: 'allow-once',
  同意: 'allow-once',
  always: 'allow-always',
  总是允许: 'allow-always',
  no: 'deny',
  reject: 'deny',
  拒绝: 'deny',
  不允许: 'deny',
};

export const approveCommand: Command = {
  name: 'approve',
  group: 'safety',
  usage: '[<id> allow-once | allow-always | deny]',
  help: { zh: '批准或拒绝一条要运行的命令', en: 'approves or refuses a command that waits to be run' },
  details: {
    zh: '不带参数时列出正在等待的命令。`allow-always` 以后不再询问同一程序（或同一条命令）。',
    en: 'Without arguments it lists what waits. `allow-always` does not ask again for that program (or that very command).',
  },
  examples: ['/approve', '/approve 1a2b3c4d allow-once', '/approve 1a2b3c4d deny'],
  immediate: true,
  access: 'owner',
  run(context) {
    const words = wordsOf(context.args);
    if (words.length === 0) return { text: listed(context) };
    nothingMore(words.slice(2));
    const isId = (word: string | undefined): boolean => /^[0-9a-f]{8}$/i.test(word ?? '');
    const isDecision = (word = ''): boolean =>
      word.toLowerCase() in otherWords || approvalDecisions.some((known) => known === word.toLowerCase());
    const [id, word] = isId(words[0]) || !isDecision(words[0]) ? words : [words[1] ?? words[0], words[0]];
    if (!isId(id)) return { text: `${unknown(id ?? '')[context.locale]}\n${listed(context)}` };
    const decision =
      otherWords[word?.toLowerCase() ?? ''] ?? choice(isId(word) ? undefined : word, approvalDecisions);
    return { text: answered(context, id!.toLowerCase(), decision) };
  },
};

function answered({ approvals, locale }: CommandContext, id: string, decision: ApprovalDecision): string {
  const result = approvals.answer(id, decision);
  const zh = locale === 'zh';
  if (result.kind === 'unknown') return unknown(id)[locale];
  const command = `\`${firstWords(result.approval.command, 80).replaceAll('`', '')}\``;
  if (result.kind === 'over') return over(result.approval.decided ?? 'stopped', command, locale);
  if (decision === 'deny') return zh ? `已拒绝，${command} 不会运行。` : `Denied: ${command} is not run.`;
  const first = zh ? `已允许 ${command}。` : `Allowed: ${command}.`;
  if (decision === 'allow-once') return first;
  if (result.always === null) {
    const full = zh
      ? '允许的列表已满，以后仍会询问；用 /exec forget 删掉一些。'
      : 'The list of allowed commands is full, so it will be asked again; remove some by /exec forget.';
    return `${first}${zh ? '' : ' '}${full}`;
  }
  const always = allowanceText(result.always, locale);
  return zh ? `${first}以后不再询问：${always}。` : `${first} Not asked again: ${always}.`;
}

/** Answered too late, or twice: a person should learn what became of it. */
function over(end: ApprovalEnd, command: string, locale: Locale): string {
  const texts: Record<ApprovalEnd, Bilingual> = {
    'allow-once': { zh: '已经允许过了', en: 'was allowed already' },
    'allow-always': { zh: '已经允许过了', en: 'was allowed already' },
    deny: { zh: '已经拒绝过了', en: 'was denied already' },
    expired: { zh: '等待时间已过，没有运行', en: 'waited too long and was not run' },
    stopped: { zh: '那次回答已被停止，没有运行', en: 'was not run: that answer was stopped' },
    interrupted: {
      zh: '已作废：网关中途重启了，命令没有运行。如仍需要，请让助手再做一次',
      en: 'is void: the gateway restarted meanwhile and did not run it. If you still want it, ask the assistant again',
    },
  };
  return locale === 'zh' ? `${command} ${texts[end].zh}。` : `${command} ${texts[end].en}.`;
}

const unknown = (id: string): Bilingual => ({
  zh: `没有编号为“${firstWords(id, 20)}”的询问。`,
  en: `There is no question "${firstWords(id, 20)}".`,
});

function listed({ approvals, locale, now }: CommandContext): string {
  const zh = locale === 'zh';
  const pending = approvals.pending();
  if (pending.length === 0) return zh ? '现在没有等待批准的命令。' : 'Nothing waits for approval.';
  const items = pending.map(({ id, command, expiresAt }) => {
    const seconds = Math.max(0, Math.round((Date.parse(expiresAt) - now) / 1_000));
    const left = zh ? `还有 ${seconds} 秒` : `${seconds} s left`;
    return `\`${id}\` (${left})\n${commandBlock(command)}`;
  });
  return [zh ? '等待批准：' : 'Waiting for approval:', ...items].join('\n');
}
