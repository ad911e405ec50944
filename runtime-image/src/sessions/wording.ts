import { mayGive } from '../access/standing.ts';
import type { InboundMessage } from '../channels/channel.ts';
import { forOneMessage, type ForOneMessage } from '../commands/for-one-message.ts';
import { parseBang, parseCommand, type ParsedCommand } from '../commands/parse.ts';
import { isByOwner } from './by-owner.ts';
import { callOf, type CallRoom } from './called-skill.ts';
import { senderOf } from './sender.ts';

export type Wording = {
  command: ParsedCommand | null;
  /** settings that hold for the answer alone, and the words behind them */
  forOne: ForOneMessage | null;
  /** words and nothing else: no command, no skill's call, no file */
  isPlain: boolean;
};

/** What the words of a message ask for. One that was begun before a crash ran as a turn, so it is no command any more. */
export function wordingOf(
  room: CallRoom,
  agentId: string,
  message: InboundMessage,
  { isPersons, isBegun }: { isPersons: boolean; isBegun: boolean },
): Wording {
  const called = isBegun ? null : callOf(room, agentId, message);
  const parsed = isPersons && called === null ? commandIn(room, message) : null;
  const forOne =
    parsed !== null && mayGive('allowed', senderOf(room, message).standing) ? forOneMessage(parsed) : null;
  return {
    command: isBegun || forOne !== null ? null : parsed,
    forOne,
    isPlain:
      parsed === null &&
      called === null &&
      !isBegun &&
      (message.attachments ?? []).length === 0 &&
      message.incomplete !== true,
  };
}

function commandIn(room: CallRoom, message: InboundMessage): ParsedCommand | null {
  const command = parseCommand(message.text, message.mentionsBot);
  if (command !== null) return command;
  // for others than the owner a bang is a way to shout
  const banged = parseBang(message.text, message.mentionsBot);
  return banged !== null && isByOwner(room, message) ? banged : null;
}
