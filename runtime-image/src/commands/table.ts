/** Every command there is but those of skills. The table checks itself when it is loaded; `/help` is made from it. */
import type { Command } from './command.ts';
import { allowlistCommand } from './allowlist.ts';
import { approveCommand } from './approve.ts';
import { bashCommand } from './bash.ts';
import { configCommand } from './config.ts';
import { contextCommand } from './context.ts';
import { debugCommand } from './debug.ts';
import { elevatedCommand, execCommand } from './exec.ts';
import { cronCommand } from './cron.ts';
import { exportSessionCommand } from './export-session.ts';
import { commandsCommand, helpCommand } from './help.ts';
import { modelCommand, modelsCommand } from './model.ts';
import { aliases, commandNamed } from './names.ts';
import { queueCommand } from './queue.ts';
import { activationCommand, sendCommand } from './sending.ts';
import { compactCommand, newCommand, resetCommand, stopCommand } from './session.ts';
import { reasoningCommand, thinkCommand, verboseCommand } from './showing.ts';
import { restartCommand } from './restart.ts';
import { statusCommand, whoamiCommand } from './status.ts';
import { ttsCommand } from './tts.ts';
import { usageCommand } from './usage.ts';
import { weatherCommand } from './weather.ts';
import { subagentsCommand } from './subagents.ts';

export const commands: readonly Command[] = checked([
  helpCommand,
  commandsCommand,
  statusCommand,
  whoamiCommand,
  usageCommand,
  contextCommand,
  restartCommand,
  weatherCommand,
  newCommand,
  resetCommand,
  stopCommand,
  compactCommand,
  exportSessionCommand,
  queueCommand,
  thinkCommand,
  reasoningCommand,
  verboseCommand,
  ttsCommand,
  sendCommand,
  activationCommand,
  modelCommand,
  modelsCommand,
  allowlistCommand,
  approveCommand,
  elevatedCommand,
  execCommand,
  configCommand,
  debugCommand,
  subagentsCommand,
  cronCommand,
  bashCommand,
]);

/** @param more commands that come and go, such as those of skills; the table's own names win */
export function findCommand(name: string, more: readonly Command[] = []): Command | null {
  return commandNamed(name, more.length === 0 ? commands : [...commands, ...more]);
}

/** Throws when two commands share a name, one is named as another's alias, or one lacks its help or who may give it. */
export function checked(table: readonly Command[]): readonly Command[] {
  const names = new Set<string>();
  for (const { name, usage, help, access, examples = [] } of table) {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`/${name} is not a usable command name`);
    if (names.has(name)) throw new Error(`/${name} is in the table twice`);
    if (aliases[name] !== undefined) throw new Error(`/${name} is the short name of another command`);
    if (help.zh === '' || help.en === '') throw new Error(`/${name} lacks a help text`);
    if (!['anyone', 'allowed', 'owner'].includes(access))
      throw new Error(`/${name} does not say who may give it`);
    if (usage !== usage.trim()) throw new Error(`/${name} has a usage with spaces around it`);
    const foreign = examples.find((example) => !new RegExp(`^/${name}( |$)`).test(example));
    if (foreign !== undefined) throw new Error(`/${name} has an example of something else: ${foreign}`);
    names.add(name);
  }
  return table;
}
