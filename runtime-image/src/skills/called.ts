/** Which skill a message calls by name. Pure. */
import { parseCommand } from '../commands/parse.ts';

export type SkillCall = { name: string; args: string };

/** `/skill <name> [args]` or `/<name> [args]`; null when the message is no command. What is called may not exist. */
export function skillCall(text: string, mentionsBot: boolean): SkillCall | null {
  const parsed = parseCommand(text, mentionsBot);
  if (parsed === null) return null;
  if (parsed.name !== 'skill') return { name: parsed.name.replaceAll('_', '-'), args: parsed.args };
  const match = /^(\S+)(?:\s+([\s\S]*))?$/.exec(parsed.args);
  return match?.[1] === undefined ? null : { name: match[1], args: (match[2] ?? '').trim() };
}

/** What the model reads of a called skill: its instructions, then what the person wants. */
export function calledText(skill: { name: string; dir: string; body: string }, args: string): string {
  const wanted = args === '' ? `Begin with the skill ${skill.name}.` : args;
  return `<skill name="${skill.name}">\n${skillBody(skill)}\n</skill>\n\n${wanted}`;
}

export function skillBody({ dir, body }: { dir: string; body: string }): string {
  return body.replaceAll('{baseDir}', dir);
}
