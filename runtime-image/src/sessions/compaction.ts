/**
 * Makes a long conversation short: what should last is written down, the older part is summed up by the model, and the recent part
 * stays word for word. Done while nobody waits. When the model fails, all stays as it is, and a turn that finds no room drops the
 * oldest turns instead.
 */
import { askOnce } from '../agent/ask-once.ts';
import { firstRecent, isNearLimit, messageTokens } from '../agent/context-window.ts';
import type { TokenUsage } from '../agent/messages.ts';
import { specsOf } from '../agent/more-tools.ts';
import { dayIn } from '../local-time.ts';
import type { InboundMessage } from '../channels/channel.ts';
import type { ModelFailure } from '../model-errors.ts';
import { isByOwner } from './by-owner.ts';
import { flushRequest, summaryRequest } from './compaction-texts.ts';
import type { ConversationRoom } from './conversation.ts';
import { contextOf, conversationLimit, summaryMessage } from './history.ts';
import { flushMemory } from './memory-flush.ts';
import { completeToolCalls } from './prompt-text.ts';
import { systemOf, targetsOf } from './turn-prompt.ts';
import { toolsOfTurn } from './turn-tools.ts';
import { turnIdOf } from './turn-id.ts';
import type { TurnOutcome } from './turn-outcome.ts';

export type CompactionRequest = {
  sessionKey: string;
  agentId: string;
  /** the message that it follows, or that asked for it */
  message: InboundMessage;
  /** what to keep in mind, may be empty */
  instructions: string;
  signal: AbortSignal;
};

/** sizes in estimated tokens */
export type CompactionResult =
  | { kind: 'compacted'; before: number; after: number; dropped: number }
  | { kind: 'nothing_to_do' }
  | { kind: 'stopped' }
  | { kind: 'failed'; failure: ModelFailure };

const summaryCharsMax = 12_000;

export function isNearItsLimit(
  { transcripts, config }: Pick<ConversationRoom, 'transcripts' | 'config'>,
  sessionKey: string,
  { historyTokensMax, historyAtMost }: Pick<TurnOutcome, 'historyTokensMax' | 'historyAtMost'>,
): boolean {
  if (historyTokensMax === null || !config().sessions.compaction.enabled) return false;
  // most turns are far from it, and need not be counted again
  const { tokens: most = Infinity, messages: count = Infinity } = historyAtMost ?? {};
  if (!isNearLimit(most, count, historyTokensMax)) return false;
  const session = transcripts.findSession(sessionKey);
  if (session === null) return false;
  const { tokens, messages } = contextOf(transcripts, session);
  return isNearLimit(tokens, messages.length, historyTokensMax);
}

/** Throws the abort of `signal` only for the end of the process. */
export async function compactSession(
  room: ConversationRoom,
  request: CompactionRequest,
): Promise<CompactionResult> {
  try {
    return await compact(room, request);
  } catch (error) {
    if (request.signal.aborted && request.signal.reason !== 'shutdown') return { kind: 'stopped' };
    throw error;
  }
}

async function compact(room: ConversationRoom, request: CompactionRequest): Promise<CompactionResult> {
  const { sessionKey, agentId, message, instructions, signal } = request;
  const { transcripts, logger, metrics } = room;
  const config = room.config();
  const agent = config.agents[agentId];
  const session = transcripts.findSession(sessionKey);
  if (agent === undefined || session === null) return { kind: 'nothing_to_do' };
  const targets = targetsOf(session, agent, config);
  const [first] = targets;
  const { rows, messages, sizes, tokens } = contextOf(transcripts, session);
  if (first === undefined || messages.length === 0) return { kind: 'nothing_to_do' };

  const byOwner = isByOwner(room, message);
  const tools = toolsOfTurn(room, agentId, { message, byOwner });
  const system = systemOf(
    { agent, message, tools, byOwner, extra: { system: '', history: [] } },
    { config, now: room.now },
    session.trimmed,
  );
  const limit = conversationLimit(config, first.model, system, session.summary);
  const keep = Math.min(config.sessions.compaction.keepRecentTokens ?? limit / 2, tokens / 2);
  const start = firstRecent(messages, sizes, keep);
  const startSeq = rows[start]?.seq;
  if (start === 0 || startSeq === undefined) return { kind: 'nothing_to_do' };
  const begun = performance.now();
  const earlier = session.summary === null ? [] : [summaryMessage(session.summary)];
  const addUsage = (model: string, usage: TokenUsage | null): void => {
    if (usage !== null) transcripts.addUsage(dayIn(config.timeZone, room.now()).date, model, usage);
  };

  const { memoryFlush } = config.sessions.compaction;
  const canWrite = tools.some(({ name }) => name === 'write');
  // what strangers say must not become what the owner's assistant remembers
  if (memoryFlush.enabled && canWrite && byOwner && session.flushedFrom !== session.contextFrom) {
    const { date } = dayIn(config.timeZone, room.now());
    const asked = { role: 'user', text: flushRequest(date, memoryFlush.prompt) } as const;
    const flushed = await flushMemory(
      {
        system,
        targets,
        tools,
        signal,
        messages: [...earlier, ...completeToolCalls(messages), asked],
        work: {
          workspace: agent.workspace,
          agentId,
          sessionKey,
          message,
          byOwner,
          turnId: `${turnIdOf(message)}-flush`,
        },
      },
      room.streamModel,
    );
    for (const { model, usage } of flushed.usages) addUsage(model, usage);
    if (!flushed.failed) transcripts.markFlushed(sessionKey);
  }

  const wish = [config.sessions.compaction.instructions, instructions].filter(Boolean).join('\n');
  const asked = { role: 'user', text: summaryRequest(wish) } as const;
  const answer = await askOnce(
    {
      system,
      tools: specsOf(tools),
      signal,
      messages: [...earlier, ...completeToolCalls(messages.slice(0, start)), asked],
    },
    targets,
    room.streamModel,
  );
  if (answer.kind === 'failed') {
    logger.log('warn', 'a conversation could not be summed up', {
      session: sessionKey,
      kind: answer.failure.kind,
      code: answer.failure.code,
    });
    return answer;
  }
  const summary = answer.text.trim().slice(0, summaryCharsMax).toWellFormed();
  room.database.grouped(() => {
    addUsage(answer.model, answer.usage);
    transcripts.setSummary(sessionKey, startSeq, summary);
  });
  await room.database.committed();
  metrics.add('compactions', 'Conversations summed up', [
    'reason',
    instructions === '' ? 'near_limit' : 'asked',
  ]);
  logger.log('info', 'a conversation was summed up', {
    session: sessionKey,
    dropped: start,
    ms: Math.round(performance.now() - begun),
  });
  const after = contextOf(transcripts, { key: sessionKey, contextFrom: startSeq }).tokens;
  return {
    kind: 'compacted',
    before: tokens,
    after: after + messageTokens(summaryMessage(summary)),
    dropped: start,
  };
}
