/** Which code skill a message is for, and what it said. */
import type { Agent, GatewayConfig } from '../config/settings.ts';
import { codeMatches } from './code-match.ts';
import { explainRefusal } from './may-skill.ts';
import { explainMissing } from './requirements.ts';
import type { MessageAsker, SkillsRoom } from './room.ts';
import type { Skill } from './skill.ts';

export type CodeTurn =
  | { kind: 'answered'; text: string; files: string[] }
  /** nothing to say: the message is the model's */
  | { kind: 'pass' }
  | { kind: 'refused'; text: string }
  | { kind: 'failed'; skill: string; reason: string };

/** Skills whose expressions took too long are asked no more until their file changes. */
const slow = new Set<string>();

/** @param called by its name, else the first that the text fits */
export function codeSkillFor(
  room: Pick<SkillsRoom, 'all' | 'find' | 'leave'>,
  agentId: string,
  asker: MessageAsker,
  called: string | null,
): Skill | null {
  if (called !== null) {
    const skill = room.find(agentId, called);
    return skill?.code == null ? null : skill;
  }
  for (const skill of room.all(agentId)) {
    const { code } = skill;
    if (code === null || code.match.length === 0) continue;
    const key = `${skill.dir} ${code.stamp}`;
    if (slow.has(key)) continue;
    const found = codeMatches(code.match, asker.message.text);
    if (found.slow) slow.add(key);
    // who may not use it talks to the model instead
    if (found.matches && room.leave(skill, asker).kind === 'allow') return skill;
  }
  return null;
}

export async function answerByCode(
  room: Pick<SkillsRoom, 'leave' | 'missing' | 'note' | 'run'>,
  config: Pick<GatewayConfig, 'locale'>,
  skill: Skill,
  turn: { agent: Agent; asker: MessageAsker; text: string; signal: AbortSignal },
): Promise<CodeTurn> {
  const { name } = skill.head;
  const { agent, asker, text, signal } = turn;
  const { locale } = config;
  const leave = room.leave(skill, asker);
  if (leave.kind === 'refuse') return { kind: 'refused', text: explainRefusal(name, leave, locale) };
  const missing = room.missing(skill);
  if (missing.length > 0) return { kind: 'refused', text: explainMissing(name, missing, locale) };
  room.note(name, asker);
  const { sender, chat, channel, sentAt } = asker.message;
  const said = await room.run(
    skill,
    agent.workspace,
    {
      text,
      channel,
      sentAt,
      chat: { id: chat.id, kind: chat.kind },
      sender: { id: sender.id, name: sender.name, isOwner: asker.byOwner },
    },
    signal,
  );
  if (said.kind === 'answer' && (said.text !== '' || said.files.length > 0))
    return { kind: 'answered', text: said.text, files: said.files };
  if (said.kind === 'error') return { kind: 'failed', skill: name, reason: said.message };
  return { kind: 'pass' };
}
