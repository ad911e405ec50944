import type { InboxEntry } from '../store/inbox.ts';
import { calledText } from '../skills/called.ts';
import { isByOwner } from './by-owner.ts';
import type { ConversationRoom } from './conversation.ts';

type CallRoom = Pick<ConversationRoom, 'skills' | 'internal' | 'report'>;

/** The entry, with what the model reads of it when its message calls a skill. */
export function withCalledSkill(room: CallRoom, agentId: string, entry: InboxEntry): InboxEntry {
  const { message } = entry;
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
  return room.skills.callIn(agentId, { message, byOwner: isByOwner(room, message) });
}
