import { parseCommand } from '../commands/parse.ts';
import { platformCommands } from '../commands/platform.ts';
import { findCommand } from '../commands/table.ts';
import type { InboxEntry } from '../store/inbox.ts';
import { calledText } from '../skills/called.ts';
import { mayGive } from '../access/standing.ts';
import { isByOwner } from './by-owner.ts';
import type { ConversationRoom } from './conversation.ts';
import { senderOf } from './sender.ts';

export type CallRoom = Pick<
  ConversationRoom,
  'skills' | 'internal' | 'report' | 'config' | 'people' | 'allowlist'
>;

/** The entry, with what the model reads of it when its message calls a skill. Skills that have changed are read first. */
export async function withCalledSkill(
  room: CallRoom,
  agentId: string,
  entry: InboxEntry,
): Promise<InboxEntry> {
  const { message } = entry;
  await room.skills.lookAt(agentId);
  const call = callOf(room, agentId, message);
  if (call === null) return entry;
  const { skill, args } = call;
  const { name } = skill.head;
  // only what the model reads needs the instructions
  const prompt =
    skill.code === null ? calledText({ name, dir: skill.dir, body: skill.body }, args) : message.text;
  return { ...entry, message: { ...message, called: { skill: name, args, prompt } } };
}

export function callOf(room: CallRoom, agentId: string, message: InboxEntry['message']) {
  if (room.internal[message.channel] !== undefined) return null;
  // no skill, written by the agent perhaps, stands in the way of /stop or /approve
  const parsed = parseCommand(message.text, message.mentionsBot);
  if (parsed !== null && findCommand(parsed.name, platformCommands(room.config())) !== null) return null;
  const call = room.skills.callIn(agentId, { message, byOwner: isByOwner(room, message) });
  // whoever may not start skills hears so from the command of its name
  return call !== null && mayGive('allowed', senderOf(room, message).standing) ? call : null;
}
