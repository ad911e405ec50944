export type ParsedCommand = { name: string; args: string };

/**
 * A command is a slash, a Latin word, and then nothing or a space: `/etc/hosts is…` and `/路径` are ordinary text. The slash may be a
 * full-width one, the word may end with a colon, and the bot's name after an @ is dropped.
 *
 * @param mentionsBot then mentions that stand before the slash are the bot's own
 */
export function parseCommand(text: string, mentionsBot = false): ParsedCommand | null {
  const trimmed = text.trim();
  const begun = mentionsBot ? trimmed.replace(/^(?:@\S+\s+)+(?=[/／])/, '') : trimmed;
  const match = /^[/／]([a-z][a-z0-9_-]*)(?:@\S+)?[:：]?(?:\s+([\s\S]*))?$/i.exec(begun);
  if (match?.[1] === undefined) return null;
  return { name: match[1].toLowerCase(), args: (match[2] ?? '').trim() };
}

/**
 * `! <command>`, `!poll` and `!stop` are how upstream writes `/bash`. After a full-width mark only what can be a program's name counts, as
 * people also shout.
 */
export function parseBang(text: string, mentionsBot = false): ParsedCommand | null {
  const trimmed = text.trim();
  const begun = mentionsBot ? trimmed.replace(/^(?:@\S+\s+)+(?=[!！])/, '') : trimmed;
  const match = /^(?:!\s+(?=\S)|！\s+(?=[\w./~]))([\s\S]+)$|^[!！]((?:poll|stop)(?:\s+job\d+)?)$/i.exec(
    begun,
  );
  const args = match?.[1] ?? match?.[2];
  return args === undefined ? null : { name: 'bash', args };
}
