import type { Tool } from '../agent/tool.ts';
import type { InboundMessage } from '../channels/channel.ts';
import { toolsFor } from '../tools/table.ts';
import type { GatewayConfig } from '../config/settings.ts';
import type { ConversationRoom } from './conversation.ts';

/** the same array until the configuration changes, so that what is made of it can be kept too */
const ofConfig = new WeakMap<GatewayConfig, { room: ConversationRoom['toolRoom']; tools: Tool[] }>();

/** The tools of a turn that answers this message, in the order of the prompt. */
export function toolsOfTurn(
  { config, toolRoom, skills }: Pick<ConversationRoom, 'config' | 'toolRoom' | 'skills'>,
  agentId: string,
  asker: { message: InboundMessage; byOwner: boolean },
): Tool[] {
  const now = config();
  let known = ofConfig.get(now);
  if (known?.room !== toolRoom)
    ofConfig.set(now, (known = { room: toolRoom, tools: toolsFor(now, toolRoom) }));
  return skills.toolsOf(agentId, asker, known.tools);
}
