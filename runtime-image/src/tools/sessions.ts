import type { Tool } from '../agent/tool.ts';
import type { Transcripts } from '../store/transcripts.ts';
import type { SubagentDesk } from '../subagents/desk.ts';
import { ArgumentError, numberArgument, textArgument } from './arguments.ts';
import { startAndTell } from './spawn.ts';

const listed = 50;
const lineCharsMax = 2_000;

/** Only the owner's turns in private chats look into or write to other sessions than their own: what a group says stays there. */
export function sessionsTool(
  transcripts: Pick<Transcripts, 'listSessions' | 'findSession' | 'lastWords'>,
  desk: SubagentDesk,
): Tool {
  return {
    name: 'sessions',
    rare: true,
    description:
      'Conversations of this gateway: list them, read the end of one (history), or send one a message and get its answer.',
    parameters: {
      type: 'object',
      properties: {
        action: { enum: ['list', 'history', 'send'] },
        key: { type: 'string' },
        text: { type: 'string' },
        limit: { type: 'number' },
      },
      required: ['action'],
    },
    async run(input, context) {
      const action = textArgument(input, 'action');
      const key = input.key === undefined ? context.sessionKey : textArgument(input, 'key');
      const isOwn = key === context.sessionKey;
      if (action !== 'history' || !isOwn) {
        if (!context.byOwner)
          return { output: 'Only the owner may look into other conversations.', ok: false };
        // who reads along could have wished for it, and would read it
        if (context.message.chat.kind === 'group')
          return { output: 'Not in a group; the owner may ask in a private chat.', ok: false };
      }
      if (action === 'list') {
        const lines = transcripts
          .listSessions(numberArgument(input, 'limit', listed, 1, 200))
          .map(({ key: at, updatedAt }) => `${at}  ${new Date(updatedAt).toISOString()}`);
        return { output: lines.join('\n'), ok: true };
      }
      if (action !== 'history' && action !== 'send')
        throw new ArgumentError('"action" must be list, history or send.');
      if (transcripts.findSession(key) === null)
        return { output: `There is no session ${key}; list shows them.`, ok: false };
      if (action === 'send') {
        if (isOwn) return { output: 'That is this very session.', ok: false };
        const text = textArgument(input, 'text');
        return startAndTell(desk, { task: text, label: '', agentId: null, session: key }, true, context);
      }
      const lines = transcripts
        .lastWords(key, numberArgument(input, 'limit', 20, 1, 200))
        .map(
          ({ kind, text, at }) => `[${new Date(at).toISOString()}] ${kind}: ${text.slice(0, lineCharsMax)}`,
        );
      return { output: lines.join('\n') || 'Nothing was said there.', ok: true };
    },
  };
}
