/** Every command there is. The table checks itself when it is loaded; `/help` is made from it. */
import type { Command } from './command.ts';
import { modelCommand, modelsCommand } from './model.ts';
import { newCommand, resetCommand, stopCommand } from './session.ts';
import { statusCommand, whoamiCommand } from './status.ts';

const helpCommand: Command = {
  name: 'help',
  usage: '',
  help: { zh: '显示可用的命令', en: 'shows the usable commands' },
  immediate: true,
  access: 'anyone',
  run: ({ locale }) => ({ text: helpText(locale) }),
};

const commandsCommand: Command = {
  ...helpCommand,
  name: 'commands',
  help: { zh: '列出所有命令', en: 'lists every command' },
};

export const commands: readonly Command[] = checked([
  helpCommand,
  commandsCommand,
  statusCommand,
  whoamiCommand,
  newCommand,
  resetCommand,
  stopCommand,
  modelCommand,
  modelsCommand,
]);

export function findCommand(name: string): Command | null {
  return commands.find((command) => command.name === name) ?? null;
}

function helpText(locale: 'zh' | 'en'): string {
  const lines = commands.map(
    ({ name, usage, help }) => `- \`/${name}${usage === '' ? '' : ` ${usage}`}\` ${help[locale]}`,
  );
  return [locale === 'zh' ? '可用的命令：' : 'Commands:', ...lines].join('\n');
}

/** Throws when two commands share a name, or one lacks its help in a language. */
export function checked(table: readonly Command[]): readonly Command[] {
  const names = new Set<string>();
  for (const { name, help } of table) {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`/${name} is not a usable command name`);
    if (names.has(name)) throw new Error(`/${name} is in the table twice`);
    if (help.zh === '' || help.en === '') throw new Error(`/${name} lacks a help text`);
    names.add(name);
  }
  return table;
}
