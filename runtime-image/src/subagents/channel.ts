/**
 * Two internal channels. `spawn` carries a task to the session that works on it; `report` carries the result back to the session that
 * asked, whose agent tells it to the people there. Both go through the inbox: a run outlives a restart, and is reported once.
 *
 *   tool call → run stored + task in the inbox → turn of the child → run ended + report in the inbox → turn of the parent → its chat
 */
import type { OpenChannels } from '../channels/accounts.ts';
import type { InboundMessage } from '../channels/channel.ts';
import type { InternalChannel } from '../channels/internal.ts';
import { originReply } from '../channels/origin.ts';
import { turnIdOf } from '../sessions/turn-id.ts';
import type { SubagentRun, SubagentRuns } from './runs.ts';

/** what the parent reads of a result; the whole stays in the child's session */
const resultCharsMax = 12_000;

export type SubagentRoom = {
  runs: SubagentRuns;
  channels: Pick<OpenChannels, 'find'>;
  /** stores a message and begins with it */
  receive(message: InboundMessage): Promise<void>;
  /** how a turn that has ended ended, null while it is unknown */
  stateOfTurn(turnId: string): 'done' | 'failed' | 'stopped' | null;
  now(): number;
};

export type SubagentChannels = {
  spawn: InternalChannel;
  report: InternalChannel;
  /** Resolves with the run once it has ended; then no report is sent. Rejects when the signal aborts: the report is sent. */
  waitFor(id: string, signal: AbortSignal): Promise<SubagentRun>;
};

export function createSubagentChannels(room: SubagentRoom): SubagentChannels {
  const { runs } = room;
  const waiters = new Map<string, (run: SubagentRun) => void>();

  const finish = async (run: SubagentRun, text: string, turnId: string): Promise<void> => {
    const isFirst = runs.end(run.id, room.stateOfTurn(turnId) ?? 'done', text);
    const ended = runs.find(run.id);
    const waiter = waiters.get(run.id);
    if (waiter !== undefined && ended !== null) return waiter(ended);
    // sent again after a kill: the inbox knows the report
    if (ended !== null && (isFirst || ended.state !== 'stopped'))
      await room.receive(reportOf(ended, room.now()));
  };

  const over = ({ id }: SubagentRun): Promise<void> => {
    runs.end(id, 'done', '');
    return Promise.resolve();
  };

  return {
    spawn: {
      lane: 'subagents',
      entersTurn: ({ messageId }) => runs.find(messageId)?.kind === 'steer',
      route: ({ messageId }) => {
        const run = runs.find(messageId);
        return { agentId: run?.agentId ?? '', sessionKey: run?.session ?? `subagent:${messageId}` };
      },
      byOwner: ({ messageId }) => runs.find(messageId)?.byOwner ?? false,
      reply(entry) {
        const run = runs.find(entry.message.messageId);
        if (run === null || run.state === 'stopped') return null;
        const turnId = turnIdOf(entry.message);
        return {
          typing() {},
          update() {},
          finish: (text) => finish(run, text, turnId),
          // words that went into the running turn are answered by what that turn reports
          discard: () => (run.kind === 'steer' ? over(run) : finish(run, '', turnId)),
        };
      },
    },
    report: {
      route: ({ messageId }) => {
        const run = runs.find(messageId);
        return { agentId: run?.parentAgent ?? '', sessionKey: run?.parentSession ?? `subagent:${messageId}` };
      },
      byOwner: ({ messageId }) => runs.find(messageId)?.byOwner ?? false,
      reply(entry) {
        const run = runs.find(entry.message.messageId);
        return run === null ? null : originReply(room.channels, run.origin, turnIdOf(entry.message));
      },
    },
    waitFor(id, signal) {
      return new Promise((resolve, reject) => {
        const stop = (): void => {
          waiters.delete(id);
          reject(signal.reason as Error);
        };
        if (signal.aborted) return stop();
        signal.addEventListener('abort', stop, { once: true });
        waiters.set(id, (run) => {
          waiters.delete(id);
          signal.removeEventListener('abort', stop);
          resolve(run);
        });
      });
    },
  };
}

/**
 * The task as the child's inbox has it. Group rules hold for it as for the message that asked.
 * @param voice the run whose voice it is: words of one voice may enter its running turn
 */
export function taskMessage(
  run: Pick<SubagentRun, 'id' | 'origin' | 'agentId' | 'task'>,
  now: number,
  voice: string = run.id,
): InboundMessage {
  const { origin } = run;
  return {
    channel: 'spawn',
    accountId: run.agentId,
    messageId: run.id,
    // whose memory it sees is that of the chat that asked
    chat: { ...origin.chat, id: voice, threadId: null },
    sender: origin.sender,
    text: run.task,
    mentionsBot: true,
    sentAt: now,
  };
}

function reportOf(run: SubagentRun, now: number): InboundMessage {
  return {
    channel: 'report',
    accountId: run.parentAgent,
    messageId: run.id,
    chat: run.origin.chat,
    sender: run.origin.sender,
    text: reportText(run),
    mentionsBot: true,
    sentAt: now,
  };
}

/** What the parent reads of a run that has ended. */
export function reportText(run: SubagentRun): string {
  const result = run.result ?? '';
  const shown = result.length > resultCharsMax ? `${result.slice(0, resultCharsMax)}\n[… cut]` : result;
  const what = run.kind === 'spawn' ? `Subagent ${run.id} "${run.label}"` : `The session ${run.session}`;
  return `[${what} ${run.state === 'done' ? 'has ended' : `ended: ${run.state}`}. Tell the user what matters of it.]\n\n${shown}`;
}
