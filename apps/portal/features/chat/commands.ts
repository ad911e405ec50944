/** Commands offered by the `/` menu; what each does is in messages under `chat.commands.<name>`. */
export const chatCommands = [
  'help',
  'commands',
  'status',
  'whoami',
  'new',
  'reset',
  'stop',
  'model',
  'models',
] as const;
export type ChatCommand = (typeof chatCommands)[number];

/** The commands that fit what is typed; empty once an argument is being typed or the text is no command. */
export function matchingCommands(draft: string): readonly ChatCommand[] {
  const typed = /^\/([a-z]*)$/i.exec(draft)?.[1];
  if (typed === undefined) return [];
  return chatCommands.filter((name) => name.startsWith(typed.toLowerCase()));
}
