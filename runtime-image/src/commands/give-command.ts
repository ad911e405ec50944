/** Gives one command: who may not hears who may, a word that is none hears what is near, wrong arguments what is allowed. */
import { mayGive } from '../access/standing.ts';
import type { Locale } from '../config/settings.ts';
import { UsageError } from './arguments.ts';
import type { Command, CommandAccess, CommandContext, CommandResult } from './command.ts';
import { nearNames } from './near.ts';
import { commandNamed } from './names.ts';

/** @param context its `commands` are those there are */
export async function giveCommand(name: string, context: CommandContext): Promise<CommandResult> {
  const { commands, sender, locale } = context;
  const command = commandNamed(name, commands);
  if (command === null) return { text: unknownText(name, context) };
  if (!mayGive(command.access, sender.standing)) return { text: refusalText(command, locale) };
  try {
    return await command.run(context);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const text = `${error.sentence[locale]}\n${usageText(command, locale)}`;
    const keptAs = command.keptOfWrong?.(context.args);
    return { text, ...(keptAs !== undefined && { keptAs }) };
  }
}

export function usageText({ name, usage }: Command, locale: Locale): string {
  const written = `\`/${name}${usage === '' ? '' : ` ${usage}`}\``;
  return locale === 'zh'
    ? `用法：${written}（/help ${name} 有说明）`
    : `Usage: ${written} (more: /help ${name})`;
}

function unknownText(name: string, { commands, sender, locale }: CommandContext): string {
  const usable = commands.filter(({ access }) => mayGive(access, sender.standing)).map((each) => each.name);
  const near = nearNames(name, usable).map((each) => `/${each}`);
  if (locale === 'zh') {
    const meant = near.length === 0 ? '' : `您是不是想用 ${near.join('、')}？`;
    return `没有 /${name} 这个命令。${meant}发送 /help 查看可用的命令。`;
  }
  const meant = near.length === 0 ? '' : ` Did you mean ${near.join(', ')}?`;
  return `There is no command /${name}.${meant} /help lists the commands.`;
}

export const accessTexts: Record<CommandAccess, Record<Locale, string>> = {
  anyone: { zh: '所有人', en: 'everyone' },
  allowed: { zh: '主人和主人允许的人', en: 'the owner and the people they allowed' },
  owner: { zh: '主人', en: 'the owner' },
};

function refusalText({ name, access }: Command, locale: Locale): string {
  const who = accessTexts[access][locale];
  if (locale === 'zh') {
    const how =
      access === 'allowed' ? '主人可以用 /allowlist add 或配对来允许您。' : '发送 /help 查看您可以用的命令。';
    return `/${name} 只有${who}可以用。${how}`;
  }
  const how =
    access === 'allowed'
      ? 'The owner can allow you by /allowlist add or by pairing.'
      : '/help lists what you may use.';
  return `Only ${who} may use /${name}. ${how}`;
}
