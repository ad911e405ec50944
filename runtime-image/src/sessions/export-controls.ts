/** What `/export-session` does: the session of its message, as a file in the workspace and in the chat. */
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { InboundMessage } from '../channels/channel.ts';
import type { ExportControls, ExportEnd } from '../commands/export-session.ts';
import type { ChatMessage } from '../control/chat.ts';
import { dayIn } from '../local-time.ts';
import { withoutSecrets } from '../settings/show.ts';
import type { Session } from '../store/sessions.ts';
import { kindOfFile } from '../tools/file-kind.ts';
import { resolveInside } from '../tools/workspace-path.ts';
import { writeInside } from '../tools/write-inside.ts';
import { isByOwner } from './by-owner.ts';
import { toChatMessages } from './chat-view.ts';
import type { ConversationRoom } from './conversation.ts';
import { decideExport } from './export-rule.ts';
import { exportText } from './export-text.ts';
import { mainSessionKey } from './route.ts';
import { turnIdOf } from './turn-id.ts';

const rowsMax = 20_000;
/** of the messages; a file is a little larger, and is held in memory while it is sent */
const charsMax = 4_000_000;

export function exportControls(
  room: ConversationRoom,
  session: Pick<Session, 'key' | 'agentId'>,
  message: InboundMessage,
): ExportControls {
  const { chat } = message;
  const write: ExportControls = async (format, wanted) => {
    const config = room.config();
    const decision = decideExport({
      isOwner: isByOwner(room, message),
      place: chat.kind,
      sessionKey: session.key,
      mainKey: mainSessionKey(session.agentId),
      hasPath: wanted !== null,
    });
    if (decision.kind === 'refuse') return decision;
    const channel = room.channels.find(message.channel, message.accountId);
    if (channel === null && !decision.keeps) return { kind: 'refuse', reason: 'cannot_send' };
    const rows = room.transcripts.newest(session.key, rowsMax, charsMax);
    const first = rows[0];
    if (first === undefined) return { kind: 'refuse', reason: 'empty' };
    // before anything is cut or escaped, where they would not be found any more
    const messages = toChatMessages(rows).map((each) => withoutSecretsIn(each, config.secrets));
    const text = exportText(format, {
      messages,
      sessionKey: session.key,
      at: message.sentAt,
      tools: decision.tools,
      isCut: (room.transcripts.pageAfter(session.key, 0, 1)[0]?.seq ?? first.seq) < first.seq,
      timeZone: config.timeZone,
      locale: config.locale,
    });
    const bytes = Buffer.from(text);
    const turnId = turnIdOf(message);
    // the same name when a killed process does it again
    const usual = `exports/${dayIn(config.timeZone, message.sentAt).date}-${turnId.slice(0, 8)}.${format}`;
    const file = wanted ?? usual;
    if (decision.keeps) {
      const workspace = config.agents[session.agentId]?.workspace ?? '';
      if (wanted !== null && (await isThere(workspace, wanted)))
        return { kind: 'refuse', reason: 'is_there' };
      const refusal = await writeInside(workspace, file, bytes).catch((error: Error) => error.message);
      if (refusal !== null) return { kind: 'not_written', message: refusal };
    }
    const end = { kind: 'exported', messages: messages.length, file: decision.keeps ? file : null } as const;
    if (channel === null) return { ...end, sent: false, trouble: null };
    try {
      const name = path.basename(file);
      const files = [{ ...kindOfFile(name), name, bytes }];
      await channel.send(
        { chatId: chat.id, threadId: chat.threadId },
        { text: '', files },
        `${turnId}:export`,
      );
      return { ...end, sent: true, trouble: null };
    } catch (error) {
      return { ...end, sent: false, trouble: (error as Error).message };
    }
  };
  return (format, wanted) => inTurn(() => write(format, wanted));
}

let last: Promise<unknown> = Promise.resolve();

/** One after the other: everybody in a group may ask, at once and again, and each file is held in memory until it is sent. */
function inTurn(write: () => Promise<ExportEnd>): Promise<ExportEnd> {
  const next = last.then(write);
  last = next.catch(() => {});
  return next;
}

function withoutSecretsIn(message: ChatMessage, secrets: readonly string[]): ChatMessage {
  const hide = (text: string): string => withoutSecrets(text, secrets);
  const tools = message.tools.map((tool) => ({
    ...tool,
    input: hide(tool.input),
    output: hide(tool.output),
  }));
  return { ...message, text: hide(message.text), tools };
}

async function isThere(workspace: string, wanted: string): Promise<boolean> {
  const place = await resolveInside(workspace, wanted);
  if (place.kind === 'refused') return false;
  return (await lstat(place.path).catch(() => null)) !== null;
}
