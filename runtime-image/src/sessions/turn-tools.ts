import type { Tool } from '../agent/tool.ts';
import type { InboundMessage } from '../channels/channel.ts';
import { toolsFor } from '../tools/table.ts';
import type { ConversationRoom } from './conversation.ts';

/** The tools of a turn that answers this message, in the order of the prompt. */
export function toolsOfTurn(
  { config, toolRoom, skills }: Pick<ConversationRoom, 'config' | 'toolRoom' | 'skills'>,
  agentId: string,
  asker: { message: InboundMessage; byOwner: boolean },
): Tool[] {
  return skills.toolsOf(agentId, asker, toolsFor(config(), toolRoom));
}
