export type ParsedCommand = { name: string; args: string };

/**
 * A command is a slash, a Latin word, and then nothing or a space: `/etc/hosts is…` and `/路径` are ordinary text. The bot's name
 * after an @ is dropped.
 */
export function parseCommand(text: string): ParsedCommand | null {
  const match = /^\/([a-z][a-z0-9_-]*)(?:@\S+)?:?(?:\s+([\s\S]*))?$/i.exec(text.trim());
  if (match?.[1] === undefined) return null;
  return { name: match[1].toLowerCase(), args: (match[2] ?? '').trim() };
}
