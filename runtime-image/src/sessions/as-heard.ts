/** A message as its turn hears it: with the words it quotes or forwards, and in a group with what was said before it was called. */
import type { OpenChannels } from '../channels/accounts.ts';
import type { InboxEntry } from '../store/inbox.ts';
import type { GroupHistory } from './group-history.ts';

export type HearingRoom = {
  channels: Pick<OpenChannels, 'find'>;
  groupHistory?: Pick<GroupHistory, 'take'>;
};

/** The very entry when there is nothing to add, as for most; what is said here is stored with the turn, so a resumed one asks nobody. */
export async function asHeard(
  room: HearingRoom,
  entry: InboxEntry,
  signal: AbortSignal,
): Promise<InboxEntry> {
  const { message, attempts } = entry;
  if (attempts > 0) return entry;
  const overheard = message.chat.kind === 'group' ? (room.groupHistory?.take(message) ?? '') : '';
  if (message.incomplete !== true && overheard === '') return entry;
  const channel = room.channels.find(message.channel, message.accountId);
  const whole = message.incomplete ? ((await channel?.complete?.(message, signal)) ?? message) : message;
  return { ...entry, message: overheard === '' ? whole : { ...whole, overheard } };
}
