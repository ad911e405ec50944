/** What tools and commands do with subagents: start, list, stop, read. */
import { hash } from 'node:crypto';
import type { ToolContext } from '../agent/tool.ts';
import { shorten } from '../shorten.ts';
import { decideSpawn, spawnRefusals } from './limits.ts';
import { taskMessage, type SubagentChannels, type SubagentRoom } from './channel.ts';
import type { SubagentRun } from './runs.ts';

export type SpawnWish = { task: string; label: string; agentId: string | null; session: string | null };

export type SubagentDesk = {
  /** The run, or a sentence that says why not. */
  start(wish: SpawnWish, context: ToolContext): { run: SubagentRun } | { refusal: string };
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
      if (decision.kind === 'refused') return { refusal: spawnRefusals[decision.reason] };
      const id = hash('sha256', `${context.turnId} ${context.callId}`, 'hex').slice(0, 8);
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
    waitFor: channels.waitFor,
    list: (parentSession) => runs.list(parentSession, 20),
    find: (id) => runs.find(id),
    stop(id) {
      const run = runs.find(id);
      if (run === null || !runs.end(id, 'stopped', run.result ?? '')) return false;
      room.abort(run.session);
      return true;
    },
  };
}

function firstWords(task: string): string {
  return shorten(task.trim().split('\n', 1)[0] ?? '', 40);
}
