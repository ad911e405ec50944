/** `/exec` and `/elevated`: who is asked before a program runs, in this session. */
import type { ExecPolicy } from '../approvals/decide.ts';
import { allowanceFor, isPlainProgram } from '../approvals/shell-words.ts';
import { allowanceText } from '../approvals/texts.ts';
import { elevatedModes, execAsks, execSecurities } from '../config/schema/exec-modes.ts';
import type { Locale } from '../config/settings.ts';
import { choice, keyedWords, firstWords, nothingMore, UsageError } from './arguments.ts';
import type { Bilingual, Command, CommandContext } from './command.ts';

export const execCommand: Command = {
  name: 'exec',
  group: 'safety',
  usage:
    '[security=deny|allowlist|full] [ask=off|on-miss|always] | default | allow <command> | forget <command> | list',
  help: { zh: '本会话运行程序的权限', en: 'what this session may run, and when you are asked' },
  details: {
    zh: '`security`：`deny` 不运行，`allowlist` 只运行允许的，`full` 都运行。`ask`：`off` 不询问，`on-miss` 不在列表里才询问，`always` 每次询问。',
    en: '`security`: `deny` runs nothing, `allowlist` what was allowed, `full` everything. `ask`: `off` never, `on-miss` when it is not on the list, `always` each time.',
  },
  examples: ['/exec', '/exec security=allowlist ask=on-miss', '/exec allow git status', '/exec default'],
  immediate: true,
  access: 'owner',
  run(context) {
    const verb = /^(allow|forget)\s+([\s\S]+)$/i.exec(context.args);
    if (verb?.[2] !== undefined) {
      const pattern = verb[2].trim();
      return {
        text: verb[1]!.toLowerCase() === 'allow' ? allow(context, pattern) : forget(context, pattern),
      };
    }
    const { keyed, rest } = keyedWords(context.args, ['security', 'ask']);
    if (Object.keys(keyed).length === 0) {
      nothingMore(rest.slice(1));
      const [word] = rest;
      if (word === undefined) return { text: explain(context) };
      const what = choice(word, ['list', 'default', 'allow', 'forget', 'security=…', 'ask=…']);
      if (what === 'list') return { text: listed(context) };
      if (what !== 'default') throw missing(what);
      context.changeSettings({ exec: undefined });
      return {
        text: told(context, context.approvals.policy({ ...context.session.settings, exec: undefined })),
      };
    }
    nothingMore(rest);
    const exec = {
      ...context.session.settings.exec,
      ...(keyed.security === undefined ? {} : { security: choice(keyed.security, execSecurities) }),
      ...(keyed.ask === undefined ? {} : { ask: choice(keyed.ask, execAsks) }),
    };
    if (context.approvals.configured.security === 'deny' && exec.security !== 'deny') {
      return { text: denied[context.locale] };
    }
    context.changeSettings({ exec });
    return { text: told(context, context.approvals.policy({ ...context.session.settings, exec })) };
  },
};

export const elevatedCommand: Command = {
  name: 'elevated',
  group: 'safety',
  usage: '[on | off | ask | full]',
  help: {
    zh: '本会话是否跳过运行程序的询问',
    en: 'whether this session skips the questions before programs run',
  },
  details: {
    zh: '`on` 主人的消息不再询问，`full` 所有人的消息都不再询问，`ask` 每次询问，`off` 按 /exec 的设置。',
    en: '`on`: your messages are not asked about; `full`: nobody’s are; `ask`: each time; `off`: as /exec says.',
  },
  examples: ['/elevated', '/elevated on', '/elevated off'],
  immediate: true,
  access: 'owner',
  run(context) {
    const { args, locale, session, approvals } = context;
    if (!approvals.configured.elevated) return { text: elevatedOff[locale] };
    const current = session.settings.elevated ?? 'off';
    if (args === '') return { text: `${elevatedTexts[current][locale]}` };
    const elevated = choice(args, elevatedModes);
    context.changeSettings({ elevated: elevated === 'off' ? undefined : elevated });
    const stillDenied = approvals.configured.security === 'deny' ? `\n${denied[locale]}` : '';
    return { text: `${elevatedTexts[elevated][locale]}${stillDenied}` };
  },
};

const elevatedTexts: Record<(typeof elevatedModes)[number], Bilingual> = {
  off: { zh: '没有跳过询问，按 /exec 的设置。', en: 'Questions are not skipped: /exec decides.' },
  on: {
    zh: '本会话里主人的消息运行程序不再询问。',
    en: 'In this session your own messages run programs unasked.',
  },
  ask: { zh: '本会话每次运行程序都会询问。', en: 'In this session every program is asked about.' },
  full: {
    zh: '⚠️ 本会话里任何人的消息运行程序都不再询问，包括群里的其他人。用 /elevated off 收回。',
    en: '⚠️ In this session anybody’s messages run programs unasked, others in a group included. /elevated off takes it back.',
  },
};
const elevatedOff: Bilingual = {
  zh: '配置不允许跳过询问（tools.elevated.enabled 为 false）。可以用 /exec 设置。',
  en: 'The configuration does not let sessions skip questions (tools.elevated.enabled is false). Use /exec.',
};
const denied: Bilingual = {
  zh: '配置禁止运行程序（security 为 deny），会话不能放宽。',
  en: 'The configuration forbids programs (security is deny); a session cannot loosen that.',
};

function told(context: CommandContext, policy: ExecPolicy): string {
  const { locale, gateway } = context;
  const zh = locale === 'zh';
  const refusal = gateway.execRefusal;
  const skips = policy.skips ? (zh ? '（已被 /elevated 跳过）' : ' (skipped by /elevated)') : '';
  return [
    zh
      ? `运行程序：security=${policy.security}，ask=${policy.ask}${skips}`
      : `Programs: security=${policy.security}, ask=${policy.ask}${skips}`,
    policySentence(policy, locale),
    ...(refusal === ''
      ? []
      : [zh ? `但这里现在不能运行程序：${refusal}。` : `But programs cannot be run here now: ${refusal}.`]),
  ].join('\n');
}

function policySentence({ security, ask, skips }: ExecPolicy, locale: Locale): string {
  const zh = locale === 'zh';
  if (security === 'deny') return zh ? '什么都不运行。' : 'Nothing is run.';
  if (skips) return zh ? '都运行，不询问。' : 'Everything is run unasked.';
  if (ask === 'always') return zh ? '每次都先询问主人。' : 'The owner is asked each time.';
  if (security === 'full') return zh ? '都运行，不询问。' : 'Everything is run unasked.';
  if (ask === 'off')
    return zh ? '只运行允许的，其他的拒绝。' : 'Only what is allowed is run, the rest is refused.';
  return zh
    ? '允许的直接运行，其他的先询问主人。'
    : 'What is allowed is run, the owner is asked about the rest.';
}

function explain(context: CommandContext): string {
  return `${told(context, context.approvals.policy(context.session.settings))}\n${listed(context)}`;
}

function listed({ approvals, locale }: CommandContext): string {
  const zh = locale === 'zh';
  const allowed = approvals.allowed();
  if (allowed.length === 0) return zh ? '还没有允许的命令。' : 'No command is allowed for good yet.';
  const lines = allowed.map(
    ({ kind, pattern }) =>
      `- \`${firstWords(pattern, 100).replaceAll('`', '')}\`${kind === 'program' ? (zh ? '（任何参数）' : ' (any arguments)') : ''}`,
  );
  return [zh ? '已允许：' : 'Allowed:', ...lines].join('\n');
}

/** A bare program that is harmless whatever its arguments stands for itself with all of them. */
function allow({ approvals, locale }: CommandContext, pattern: string): string {
  const zh = locale === 'zh';
  const isBare = !/\s/.test(pattern);
  const allowance =
    isBare && isPlainProgram(pattern) ? allowanceFor(pattern) : { kind: 'command' as const, pattern };
  if (!approvals.allow(allowance))
    return zh
      ? '列表已满，请先用 /exec forget 删掉一些。'
      : 'The list is full; remove something by /exec forget first.';
  const what = allowanceText(allowance, locale);
  return zh ? `以后不再询问：${what}。` : `Not asked again: ${what}.`;
}

function forget({ approvals, locale }: CommandContext, pattern: string): string {
  const zh = locale === 'zh';
  const wanted = approvals.allowed().find((each) => each.pattern === pattern);
  if (wanted === undefined || !approvals.forget(pattern))
    return zh
      ? `列表里没有 \`${firstWords(pattern)}\`，/exec list 可查看。`
      : `\`${firstWords(pattern)}\` is not on the list; see /exec list.`;
  return zh ? `已删除 \`${firstWords(pattern)}\`。` : `\`${firstWords(pattern)}\` was removed.`;
}

const missing = (verb: string): UsageError =>
  new UsageError({ zh: `${verb} 后面缺少内容。`, en: `Something is missing after ${verb}.` });
