/** `/help` and `/commands`, made from the table. */
import { mayGive } from '../access/standing.ts';
import type { Locale } from '../config/settings.ts';
import { choice, wholeNumber, wordsOf } from './arguments.ts';
import {
  commandGroups,
  type Bilingual,
  type Command,
  type CommandContext,
  type CommandGroup,
} from './command.ts';
import { accessTexts, usageText } from './give-command.ts';
import { aliasesOf, commandNamed } from './names.ts';

const groupTitles: Record<CommandGroup, Bilingual> = {
  basics: { zh: '基础', en: 'Basics' },
  sessions: { zh: '会话', en: 'Sessions' },
  behaviour: { zh: '回答方式', en: 'How it answers' },
  safety: { zh: '权限与安全', en: 'Permissions and safety' },
  tools: { zh: '工具', en: 'Tools' },
  skills: { zh: '技能', en: 'Skills' },
};

/** of `/commands`; more lines than this are hard to read on a phone */
const perPage = 20;

export const helpCommand: Command = {
  name: 'help',
  group: 'basics',
  usage: '[command]',
  help: { zh: '显示您可以用的命令', en: 'shows the commands that you may use' },
  examples: ['/help', '/help model'],
  immediate: true,
  access: 'anyone',
  run(context) {
    const [word] = wordsOf(context.args);
    return { text: word === undefined ? overview(context) : aboutOne(word, context) };
  },
};

export const commandsCommand: Command = {
  name: 'commands',
  group: 'basics',
  usage: '[page]',
  help: { zh: '列出所有命令和谁可以用', en: 'lists every command and who may use it' },
  examples: ['/commands', '/commands 2'],
  immediate: true,
  access: 'anyone',
  run({ args, commands, locale }) {
    const pages = Math.max(1, Math.ceil(commands.length / perPage));
    const page = args === '' ? 1 : wholeNumber(args, { min: 1, max: pages });
    const who: Bilingual = { zh: '可用者', en: 'for' };
    const lines = inOrder(commands)
      .slice((page - 1) * perPage, page * perPage)
      .map((command) => `${line(command, locale)} (${who[locale]}: ${accessTexts[command.access][locale]})`);
    const zh = locale === 'zh';
    const next =
      page < pages ? [zh ? `下一页：/commands ${page + 1}` : `Next page: /commands ${page + 1}`] : [];
    const title = zh
      ? `共 ${commands.length} 个命令（第 ${page}/${pages} 页）：`
      : `${commands.length} commands (page ${page} of ${pages}):`;
    return { text: [title, ...lines, ...next].join('\n') };
  },
};

function overview({ commands, sender, locale }: CommandContext): string {
  const usable = commands.filter(({ access }) => mayGive(access, sender.standing));
  const parts = commandGroups.flatMap((group) => {
    const own = usable.filter((command) => (command.group ?? 'tools') === group);
    return own.length === 0
      ? []
      : [`**${groupTitles[group][locale]}**\n${own.map((command) => shortLine(command, locale)).join('\n')}`];
  });
  const more =
    locale === 'zh' ? '发送 /help 命令名 查看用法和例子。' : '/help <command> shows how to use one.';
  return [...parts, more].join('\n\n');
}

function aboutOne(word: string, { commands, sender, locale }: CommandContext): string {
  const name = word.replace(/^[/／]/, '').toLowerCase();
  const usable = commands.filter(({ access }) => mayGive(access, sender.standing)).map((each) => each.name);
  const command = commandNamed(name, commands) ?? commandNamed(choice(name, usable), commands)!;
  const zh = locale === 'zh';
  const aliases = aliasesOf(command.name).map((alias) => `/${alias}`);
  const examples = (command.examples ?? []).map((example) => `- \`${example}\``);
  return [
    `**/${command.name}** ${command.help[locale]}`,
    usageText(command, locale).replace(/（.*）$| \(more.*\)$/, ''),
    ...(command.details === undefined ? [] : [command.details[locale]]),
    ...(aliases.length === 0 ? [] : [`${zh ? '也可以写：' : 'Also: '}${aliases.join(zh ? '、' : ', ')}`]),
    `${zh ? '可用者：' : 'For: '}${accessTexts[command.access][locale]}`,
    ...(examples.length === 0 ? [] : [zh ? '例子：' : 'Examples:', ...examples]),
  ].join('\n');
}

function inOrder(commands: readonly Command[]): Command[] {
  const rank = ({ group }: Command): number => commandGroups.indexOf(group ?? 'tools');
  return [...commands].sort((a, b) => rank(a) - rank(b));
}

const shortLine = ({ name, help }: Command, locale: Locale): string => `- \`/${name}\` ${help[locale]}`;

function line({ name, usage, help }: Command, locale: Locale): string {
  return `- \`/${name}${usage === '' ? '' : ` ${usage}`}\` ${help[locale]}`;
}
