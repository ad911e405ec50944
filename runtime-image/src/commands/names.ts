/** How a command is found by what people write. */
import type { Command } from './command.ts';

/** Short names that upstream knows, by what they stand for. */
export const aliases: Readonly<Record<string, string>> = {
  id: 'whoami',
  export: 'export_session',
  t: 'think',
  thinking: 'think',
  v: 'verbose',
  reason: 'reasoning',
  elev: 'elevated',
};

/** Hyphens and underscores are the same: platforms differ in which they let people type. */
export function commandNamed(name: string, commands: readonly Command[]): Command | null {
  const wanted = name.replaceAll('-', '_');
  const own = commands.find((command) => command.name === wanted);
  return own ?? commands.find((command) => command.name === aliases[wanted]) ?? null;
}

export function aliasesOf(name: string): string[] {
  return Object.keys(aliases).filter((alias) => aliases[alias] === name);
}
