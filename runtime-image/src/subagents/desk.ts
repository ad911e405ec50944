/** What tools and commands do with subagents: start, list, stop, read. */
import { hash } from 'node:crypto';
import type { ToolContext } from '../agent/tool.ts';
import { shorten } from '../shorten.ts';
import { decideSpawn, type SpawnRefusal } from './limits.ts';
import { taskMessage, type SubagentChannels, type SubagentRoom } from './channel.ts';
import type { SubagentRun } from './runs.ts';

export type SpawnWish = { task: string; label: string; agentId: string | null; session: string | null };

/** The turn or the command that asks. */
export type Asker = Pick<ToolContext, 'message' | 'byOwner' | 'agentId' | 'sessionKey' | 'turnId' | 'callId'>;

/** `not_yours`: it acts with the rights of who asked for it, so that only they may tell it more, and the owner */
export type MoreWordsRefusal = SpawnRefusal | 'not_yours' | 'ended';

export type SubagentDesk = {
  /** The run, or why not. */
  start(wish: SpawnWish, context: Asker): { run: SubagentRun } | { refusal: SpawnRefusal };
  /**
   * Tells a subagent more, once per asker: `steer` goes into its running turn before the next question to the model, `send` is a turn
   * of its own whose answer is reported as the subagent's was.
   */
  tell(
    run: SubagentRun,
    how: 'send' | 'steer',
    words: string,
    context: Asker,
  ): { run: SubagentRun } | { refusal: MoreWordsRefusal };
  waitFor: SubagentChannels['waitFor'];
  list(parentSession: string | null): SubagentRun[];
  find(id: string): SubagentRun | null;
  /** False when it had ended. What it has done stays done. */
  stop(id: string): boolean;
};

export function createSubagentDesk(
  room: SubagentRoom & {
    agents(): Readonly<Record<string, unknown>>;
    sessionAgent(key: string): string | null;
    abort(sessionKey: string): void;
  },
  channels: SubagentChannels,
): SubagentDesk {
  const { runs } = room;
  return {
    start({ task, label, agentId, session }, context) {
      const { message, byOwner } = context;
      const agent = session === null ? (agentId ?? context.agentId) : room.sessionAgent(session);
      const decision = decideSpawn({
        isChild: message.channel === 'spawn',
        agentExists: agent !== null && room.agents()[agent] !== undefined,
        mayUseAgent: byOwner || agent === context.agentId,
        running: runs.countRunning(context.sessionKey),
        taskChars: task.trim().length,
      });
      if (decision.kind === 'refused') return { refusal: decision.reason };
      const id = idFor(context);
      const run = {
        id,
        kind: session === null ? ('spawn' as const) : ('send' as const),
        parentSession: context.sessionKey,
        parentAgent: context.agentId,
        origin: message,
        byOwner,
        agentId: agent ?? '',
        session: session ?? `agent:${agent}:subagent:${id}`,
        label: label || firstWords(task),
        task,
      };
      // both are written in the same round of the event loop, so a crash loses both or none
      if (runs.add(run)) void room.receive(taskMessage(run, room.now()));
      return { run: runs.find(id) as SubagentRun };
    },
    tell(run, how, words, context) {
      const { message, sessionKey, agentId: parentAgent } = context;
      const isAsker = run.origin.channel === message.channel && run.origin.sender.id === message.sender.id;
      if (!isAsker && !context.byOwner) return { refusal: 'not_yours' };
      if (how === 'steer' && run.state !== 'running') return { refusal: 'ended' };
      const decision = decideSpawn({
        isChild: message.channel === 'spawn',
        agentExists: room.agents()[run.agentId] !== undefined,
        mayUseAgent: true,
        running: runs.countRunning(sessionKey),
        taskChars: words.trim().length,
      });
      if (decision.kind === 'refused') return { refusal: decision.reason };
      const id = idFor(context);
      const more = {
        id,
        kind: how,
        parentSession: sessionKey,
        parentAgent,
        task: words,
        // of the same voice, and with no more rights than what the subagent has read so far came with
        origin: run.origin,
        byOwner: run.byOwner,
        agentId: run.agentId,
        session: run.session,
        label: firstWords(words),
      };
      if (runs.add(more)) void room.receive(taskMessage(more, room.now(), run.id));
      return { run: runs.find(id) as SubagentRun };
    },
    waitFor: channels.waitFor,
    // what went into another run's turn is part of that one
    list: (parentSession) =>
      runs.list(parentSession, 20).filter(({ kind, result }) => kind !== 'steer' || Boolean(result)),
    find: (id) => runs.find(id),
    stop(id) {
      const run = runs.find(id);
      if (run === null || !runs.end(id, 'stopped', run.result ?? '')) return false;
      for (const other of runs.list(run.parentSession, 20))
        if (other.kind === 'steer' && other.session === run.session) runs.end(other.id, 'stopped', '');
      room.abort(run.session);
      return true;
    },
  };
}

/** The same for the same call or command, also after a crash. */
function idFor({ turnId, callId }: Asker): string {
  return hash('sha256', `${turnId} ${callId}`, 'hex').slice(0, 8);
}

function firstWords(task: string): string {
  return shorten(task.trim().split('\n', 1)[0] ?? '', 40);
}
