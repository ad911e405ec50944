/** What the model reads of a session: the same for a turn, for its compaction, and for whoever explains it. */
import type { AgentMessage } from '../agent/messages.ts';
import type { ModelTarget } from '../agent/model.ts';
import { systemPrompt } from '../agent/prompt.ts';
import { dayIn } from '../local-time.ts';
import type { Tool } from '../agent/tool.ts';
import { promptFilesOf } from '../agent/workspace.ts';
import type { InboundMessage } from '../channels/channel.ts';
import { resolveModel } from '../config/models.ts';
import type { Agent, GatewayConfig } from '../config/settings.ts';
import { promptKnowsOwner } from '../memory/scope.ts';
import { sharedFolder } from '../tools/file-reach.ts';
import type { Session } from '../store/sessions.ts';
import type { Transcripts } from '../store/transcripts.ts';
import { conversationLimit, loadHistory } from './history.ts';

export type PromptOf = {
  session: Session;
  agent: Agent;
  message: Pick<InboundMessage, 'chat'>;
  tools: readonly Tool[];
  /** absent: the owner did not ask, which matters where memory is kept apart */
  byOwner?: boolean;
  /** of an API call without a session of its own */
  extra: { system: string; history: AgentMessage[] };
};

export type TurnPrompt = {
  system: string;
  messages: AgentMessage[];
  /** what the conversation may take, in estimated tokens */
  historyTokensMax: number;
  /** what it takes now, or took before some of it was dropped */
  historyTokens: number;
};

type PromptRoom = { config: GatewayConfig; transcripts: Transcripts; now(): number };

/** The models that a session may use, in order of preference: the one chosen by `/model` alone, else those configured. */
export function targetsOf(session: Session, agent: Agent, config: GatewayConfig): ModelTarget[] {
  return (session.model === null ? agent.models : [session.model])
    .map((reference) => resolveModel(reference, config.providers, config.aliases))
    .filter((target): target is ModelTarget => target !== null && target.provider.unsupportedApi === null);
}

/** What no longer fits is dropped from the session on the way. */
export function turnPrompt(of: PromptOf, room: PromptRoom, target: ModelTarget): TurnPrompt {
  const { session, extra } = of;
  const system = systemOf(of, room, session.trimmed);
  const historyTokensMax = conversationLimit(room.config, target.model, system, session.summary);
  const history = loadHistory(room.transcripts, session, historyTokensMax);
  return {
    system: history.trimmed === session.trimmed ? system : systemOf(of, room, history.trimmed),
    messages: [...extra.history, ...history.messages],
    historyTokensMax,
    historyTokens: history.tokens,
  };
}

/** Which files of the workspace: those about the owner are for private chats, unless the channel's settings say otherwise. */
export function filesFor({ chat }: Pick<InboundMessage, 'chat'>, byOwner: boolean): 'private' | 'group' {
  return promptKnowsOwner({ byOwner, chatKind: chat.kind, memory: chat.memory }) ? 'private' : 'group';
}

export function systemOf(
  { agent, message, tools, extra, byOwner = false }: Omit<PromptOf, 'session'>,
  { config, now }: Pick<PromptRoom, 'config' | 'now'>,
  trimmed: boolean,
): string {
  const where = message.chat.kind === 'group' ? 'group' : 'private';
  return systemPrompt({
    agent,
    where,
    trimmed,
    files: promptFilesOf(agent.workspace, filesFor(message, byOwner), performance.now()),
    day: dayIn(config.timeZone, now()).withWeekday,
    timeZone: config.timeZone,
    locale: config.locale,
    ...(byOwner ? {} : { writes: sharedFolder }),
    canExec: tools.some(({ name }) => name === 'exec'),
    extra: extra.system,
  });
}
