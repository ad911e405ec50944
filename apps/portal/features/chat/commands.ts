/** The `/` menu. What commands there are the gateway says, so that the menu never offers what it does not have. */
import type { CommandList } from '@rockpool/gateway/control';

export type ChatCommand = CommandList['commands'][number];

/** The commands that fit what is typed; empty once an argument is being typed or the text is no command. */
export function matchingCommands(draft: string, commands: readonly ChatCommand[]): readonly ChatCommand[] {
  const typed = /^[/／]([a-z0-9_]*)$/i.exec(draft)?.[1];
  if (typed === undefined) return [];
  return commands.filter(({ name }) => name.startsWith(typed.toLowerCase()));
}
