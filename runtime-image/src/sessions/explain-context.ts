/** What the next prompt of a session is made of, by the very functions that build it. Changes nothing. */
import { estimateTokens } from '../agent/context-window.ts';
import { specsOf } from '../agent/more-tools.ts';
import { systemPrompt } from '../agent/prompt.ts';
import { dayIn } from '../local-time.ts';
import { promptFilesOf } from '../agent/workspace.ts';
import type { InboundMessage } from '../channels/channel.ts';
import type { ContextParts, PromptPart } from '../commands/context.ts';
import type { Session } from '../store/sessions.ts';
import type { ConversationRoom } from './conversation.ts';
import { contextOf, conversationLimit, summaryMessage } from './history.ts';
import { filesFor, systemOf, targetsOf } from './turn-prompt.ts';
import { toolsOfTurn } from './turn-tools.ts';

type Room = Pick<ConversationRoom, 'config' | 'toolRoom' | 'skills' | 'transcripts' | 'now'>;

const sized = (
  kind: PromptPart['kind'],
  name: string,
  text: string,
  more: Partial<PromptPart> = {},
): PromptPart => ({
  kind,
  name,
  chars: text.length,
  tokens: estimateTokens(text),
  truncated: false,
  count: null,
  ...more,
});

export function explainContext(
  room: Room,
  session: Session,
  message: InboundMessage,
  byOwner = false,
): ContextParts {
  const config = room.config();
  const agent = config.agents[session.agentId];
  const target = agent === undefined ? undefined : targetsOf(session, agent, config)[0];
  if (agent === undefined || target === undefined)
    return { model: null, window: 0, historyMax: 0, parts: [] };
  const tools = toolsOfTurn(room, session.agentId, { message, byOwner });
  const extra = { system: '', history: [] };
  const whole = systemOf(
    { agent, message, tools, extra, byOwner },
    { config, now: room.now },
    session.trimmed,
  );
  const where = message.chat.kind === 'group' ? 'group' : 'private';
  const files = promptFilesOf(agent.workspace, filesFor(message, byOwner), performance.now());
  const withoutFiles = systemPrompt({
    agent,
    where,
    trimmed: session.trimmed,
    files: [],
    extra: '',
    day: dayIn(config.timeZone, room.now()).withWeekday,
    timeZone: config.timeZone,
    locale: config.locale,
    canExec: tools.some(({ name }) => name === 'exec'),
  });
  const fileParts = files.map(({ name, text, truncated }) => sized('file', name, text, { truncated }));
  const fileChars = fileParts.reduce((sum, { chars }) => sum + chars, 0);
  const fileTokens = fileParts.reduce((sum, { tokens }) => sum + tokens, 0);
  const frame = Math.max(whole.length - withoutFiles.length - fileChars, 0);
  const conversation = contextOf(room.transcripts, session);
  const historyChars = conversation.messages.reduce((sum, each) => sum + charsOf(each), 0);
  const parts: PromptPart[] = [
    sized('system', 'system', withoutFiles),
    ...fileParts,
    ...(frame === 0
      ? []
      : [
          {
            ...sized('frame', 'frame', ''),
            chars: frame,
            tokens: Math.max(estimateTokens(whole) - estimateTokens(withoutFiles) - fileTokens, 0),
          },
        ]),
    ...specsOf(tools).map((spec) => sized('tool', spec.name, JSON.stringify(spec))),
    ...(session.summary === null
      ? []
      : [sized('summary', 'summary', textOf(summaryMessage(session.summary)))]),
    {
      ...sized('history', 'history', ''),
      chars: historyChars,
      tokens: conversation.tokens,
      count: conversation.messages.length,
    },
  ];
  return {
    model: target.reference,
    window: target.model.contextWindow,
    historyMax: conversationLimit(config, target.model, whole, session.summary),
    parts,
  };
}

type Message = ReturnType<typeof contextOf>['messages'][number];

function charsOf(message: Message): number {
  if (message.role === 'tool') return message.output.length;
  const calls = message.role === 'assistant' ? message.toolCalls : [];
  return calls.reduce((sum, call) => sum + call.name.length + call.input.length, message.text.length);
}

function textOf(message: Message): string {
  return message.role === 'tool' ? message.output : message.text;
}
