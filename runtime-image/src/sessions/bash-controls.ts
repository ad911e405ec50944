/** What `/bash` may do: what the tool `exec` does in a turn of the same message, with its refusals, questions and limits. */
import { boundOutput, type OutputBounds } from '../agent/large-output.ts';
import type { ToolContext, ToolResult } from '../agent/tool.ts';
import type { InboundMessage } from '../channels/channel.ts';
import type { BashControls, BashEnd, BashJob } from '../commands/bash.ts';
import type { Session } from '../store/sessions.ts';
import { jobsOf, type Job } from '../tools/background-jobs.ts';
import { isByOwner } from './by-owner.ts';
import type { CommandActions } from './command-context.ts';
import type { ConversationRoom } from './conversation.ts';
import { turnIdOf } from './turn-id.ts';
import { toolsOfTurn } from './turn-tools.ts';
import type { AbortReason } from './abort-reason.ts';

/** what waits longer goes on in the background */
const foregroundSeconds = 5;
/** the rest lies in the workspace */
const forChat: OutputBounds = { charsMax: 3_500, headChars: 2_000, tailChars: 1_200 };

export function bashControls(
  room: ConversationRoom,
  session: Pick<Session, 'key' | 'agentId'>,
  message: InboundMessage,
  abortable: CommandActions['abortable'],
): BashControls {
  const byOwner = isByOwner(room, message);
  const turnId = turnIdOf(message);
  const turn = { agentId: session.agentId, sessionKey: session.key, turnId, message, byOwner };
  const begun = `bash:${turnId}`;
  const workspace = (): string => room.config().agents[session.agentId]?.workspace ?? '';
  const cut = (output: string, callId: string): Promise<string> =>
    boundOutput(output, { workspace: workspace(), turnId, callId }, forChat);

  const exec = async (command: string, signal: AbortSignal): Promise<BashEnd> => {
    const tools = toolsOfTurn(room, session.agentId, { message, byOwner });
    const tool = tools.find(({ name }) => name === 'exec');
    if (tool === undefined) return { kind: 'not_offered' };
    // stored at once; it had begun when it is there: the process ended meanwhile, and nobody knows how far it came
    if (!room.people.once(begun)) return { kind: 'interrupted' };
    const context: ToolContext = { ...turn, workspace: workspace(), callId: 'bash', signal };
    let result: ToolResult;
    try {
      result = await tool.run({ command, yieldSeconds: foregroundSeconds }, context);
      signal.throwIfAborted();
    } catch (error) {
      // the next start tells that it was cut short
      if (!signal.aborted || signal.reason === ('shutdown' satisfies AbortReason)) throw error;
      return { kind: 'stopped' };
    }
    if (result.refused !== undefined) return { kind: 'refused', reason: result.refused };
    if (result.job !== undefined)
      return { kind: 'goes_on', id: result.job.id, output: await cut(result.job.text, 'bash') };
    return { kind: 'ended', output: await cut(result.output, 'bash') };
  };

  const own = (): Job[] => room.toolRoom.services?.jobs.list(jobsOf(turn)) ?? [];
  /** the one of that id; without one the newest that runs, else the newest */
  const jobOf = (id: string | null): Job | undefined => {
    const jobs = own();
    if (id !== null) return jobs.find((job) => job.id === id);
    return jobs.findLast(({ result }) => result === null) ?? jobs.at(-1);
  };
  const shown = async (job: Job): Promise<BashJob> => ({
    id: job.id,
    command: job.command,
    runsForMs: job.result === null ? room.now() - job.startedAt : null,
    output: await cut(job.text(), `bash-${job.id}`),
  });

  return {
    run: (command) => abortable((signal) => exec(command, signal)),
    async poll(id) {
      const job = jobOf(id);
      return job === undefined ? null : shown(job);
    },
    async stop(id) {
      const job = jobOf(id);
      if (job === undefined) return null;
      if (job.result === null) {
        job.end();
        await job.done;
      }
      return shown(job);
    },
    ids: () => own().map((job) => job.id),
    answered: () => room.people.forget(begun),
  };
}
