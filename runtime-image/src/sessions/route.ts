/** Which agent and which session a message belongs to. Keys are OpenClaw's. */
import type { InboundMessage } from '../channels/channel.ts';
import type { Binding, GatewayConfig } from '../config/settings.ts';

export type Route = { agentId: string; sessionKey: string };

type RoutingRules = Pick<GatewayConfig, 'agents' | 'defaultAgentId' | 'bindings' | 'dmScope'>;

export function mainSessionKey(agentId: string): string {
  return `agent:${agentId}:main`;
}

/**
 * @param ownerId of the bot that heard it. Somebody else never shares the main session with a known owner, as they would be told what the
 *   owner said there, and would act with what the owner set there. Null: a bot of nobody, whose private chats share it as upstream's do
 */
export function route(
  message: Pick<InboundMessage, 'channel' | 'accountId' | 'chat' | 'sender'>,
  rules: RoutingRules,
  ownerId: string | null = null,
): Route {
  const agentId =
    message.channel === 'api' && rules.agents[message.accountId]
      ? message.accountId
      : boundAgent(message, rules);
  const isOthers = ownerId !== null && ownerId !== message.sender.id;
  const dmScope = isOthers && rules.dmScope === 'main' ? 'per-channel-peer' : rules.dmScope;
  return { agentId, sessionKey: sessionKey(message, agentId, dmScope) };
}

function boundAgent(
  { channel, accountId, chat, sender }: Parameters<typeof route>[0],
  rules: RoutingRules,
): string {
  const peerId = chat.kind === 'direct' ? sender.id : chat.id;
  const fits = (binding: Binding): boolean =>
    binding.channel === channel &&
    (binding.accountId === null || binding.accountId === accountId) &&
    (binding.peer === null ||
      (binding.peer.kind === chat.kind && (binding.peer.id === peerId || binding.peer.id === '*')));
  // the most precise binding wins, then the first
  const precision = (binding: Binding): number =>
    (binding.peer === null ? 0 : 2) + (binding.accountId === null ? 0 : 1);
  const best = rules.bindings.filter(fits).sort((a, b) => precision(b) - precision(a))[0];
  return best !== undefined && rules.agents[best.agentId] !== undefined ? best.agentId : rules.defaultAgentId;
}

function sessionKey(
  { channel, accountId, chat, sender }: Parameters<typeof route>[0],
  agentId: string,
  dmScope: RoutingRules['dmScope'],
): string {
  const agent = `agent:${agentId}`;
  if (channel === 'web') return mainSessionKey(agentId);
  // the chat id of an API call is its session: `openai-user:<user>` or one of its own
  if (channel === 'api') return `${agent}:${chat.id}`;
  if (chat.scope === 'user') return `${agent}:${channel}:user:${sender.id}`;
  if (chat.kind === 'group') {
    const { scope = 'group_topic' } = chat;
    const thread =
      scope.startsWith('group_topic') && chat.threadId !== null ? `:thread:${chat.threadId}` : '';
    const own = scope.endsWith('sender') ? `:sender:${sender.id}` : '';
    return `${agent}:${channel}:group:${chat.id}${thread}${own}`;
  }
  switch (dmScope) {
    case 'main':
      return mainSessionKey(agentId);
    case 'per-peer':
      return `${agent}:direct:${sender.id}`;
    case 'per-channel-peer':
      return `${agent}:${channel}:direct:${sender.id}`;
    case 'per-account-channel-peer':
      return `${agent}:${channel}:${accountId}:direct:${sender.id}`;
  }
}
