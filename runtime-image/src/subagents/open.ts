/** The room of subagents put together: what the gateway plugs in. */
import type { Tool } from '../agent/tool.ts';
import type { OpenChannels } from '../channels/accounts.ts';
import type { InboundMessage } from '../channels/channel.ts';
import type { InternalChannels } from '../channels/internal.ts';
import type { SubagentControls } from '../commands/subagents.ts';
import type { Database } from '../store/database.ts';
import type { Transcripts } from '../store/transcripts.ts';
import { sessionsTool } from '../tools/sessions.ts';
import { spawnTool } from '../tools/spawn.ts';
import { createSubagentChannels } from './channel.ts';
import { createSubagentDesk, type Asker, type SubagentDesk } from './desk.ts';
import { createSubagentRuns, type SubagentRun } from './runs.ts';

export type Subagents = {
  channels: InternalChannels;
  tools: Tool[];
  desk: SubagentDesk;
  /** the run that a message of these channels belongs to */
  runOf(messageId: string): SubagentRun | null;
  /** what a command sees and does in its session */
  controls(asker: Asker): SubagentControls;
};

export function openSubagents(room: {
  database: Database;
  transcripts: Transcripts;
  channels: Pick<OpenChannels, 'find'>;
  receive(message: InboundMessage): Promise<unknown>;
  agents(): Readonly<Record<string, unknown>>;
  abort(sessionKey: string): void;
  now(): number;
}): Subagents {
  const { database, transcripts, now } = room;
  const runs = createSubagentRuns(database, now);
  const stateOf = database.sqlite.prepare(`SELECT state FROM turns WHERE id = ?`);
  const shared = {
    runs,
    channels: room.channels,
    now,
    receive: async (message: InboundMessage) => void (await room.receive(message)),
    stateOfTurn: (turnId: string) =>
      (stateOf.get(turnId) as { state: 'done' | 'failed' | 'stopped' } | undefined)?.state ?? null,
  };
  const channels = createSubagentChannels(shared);
  const desk = createSubagentDesk(
    {
      ...shared,
      agents: room.agents,
      abort: room.abort,
      sessionAgent: (key) => transcripts.findSession(key)?.agentId ?? null,
    },
    channels,
  );
  return {
    channels: { spawn: channels.spawn, report: channels.report },
    tools: [spawnTool(desk), sessionsTool(transcripts, desk)],
    desk,
    runOf: (messageId) => runs.find(messageId),
    controls: (asker) => {
      const parentSession = asker.sessionKey;
      const own = (id: string): SubagentRun | null => {
        const run = runs.find(id);
        return run?.parentSession === parentSession ? run : null;
      };
      return {
        list: () => desk.list(parentSession),
        find: own,
        stop: (id) => own(id) !== null && desk.stop(id),
        log: (id, limit) => transcripts.lastWords(own(id)?.session ?? '', limit),
        tell: (run, how, words) => desk.tell(run, how, words, asker),
        start(task) {
          const [first = ''] = task.split(/\s/, 1);
          const rest = task.slice(first.length).trim();
          const isAgent = rest !== '' && room.agents()[first] !== undefined;
          const wish = { task: isAgent ? rest : task, agentId: isAgent ? first : null };
          return desk.start({ ...wish, label: '', session: null }, asker);
        },
      };
    },
  };
}
