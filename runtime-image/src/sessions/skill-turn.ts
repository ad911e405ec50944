/** A message that a skill's code answers, without a model. Stored like any answer, so that a crash neither loses nor doubles it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { InboundMessage, OutgoingFile } from '../channels/channel.ts';
import type { Agent, Locale } from '../config/settings.ts';
import type { CodeTurn } from '../skills/code-turn.ts';
import { openInside } from '../tools/open-inside.ts';
import { resolveInside } from '../tools/workspace-path.ts';
import type { ConversationRoom } from './conversation.ts';
import { texts } from './texts.ts';
import type { TurnOutcome } from './turn-outcome.ts';

export type SkillTurn = {
  turnId: string;
  inboxSeq: number;
  sessionKey: string;
  agent: Agent;
  message: InboundMessage;
  byOwner: boolean;
  resumed: boolean;
  /** the answer is kept and not sent */
  isHeld: boolean;
  signal: AbortSignal;
};

const fileBytesMax = 20 * 1024 * 1024;

/** Null: no code answers this message, it is the model's. Throws the abort when that is not `stop`. */
export async function answerBySkill(room: ConversationRoom, turn: SkillTurn): Promise<TurnOutcome | null> {
  const { agent, message, byOwner, sessionKey, turnId, signal } = turn;
  const { called = null } = message;
  // a scheduled task or another session speaks to the model, an API's caller to a model of its choice
  if (room.internal[message.channel] !== undefined || message.channel === 'api') return null;
  const wanted = room.skills.codeFor(agent.id, { message, byOwner }, called?.skill ?? null);
  if (wanted === null) return null;
  // it had passed the message on already, and the model has begun
  if (turn.resumed && room.transcripts.ofTurn(sessionKey, turnId).some(({ kind }) => kind !== 'user'))
    return null;
  const startedAt = performance.now();
  const found = await room.skills.answer(
    wanted,
    agent,
    { message, byOwner },
    called?.args ?? message.text,
    signal,
  );
  if (signal.aborted && signal.reason !== 'stop' && signal.reason !== 'interrupt') throw signal.reason;
  const ms = Math.round(performance.now() - startedAt);
  room.metrics.observeSkill(ms / 1_000);
  // what the code says of a failure may quote the message, so the chat alone is told
  const ok = found.kind === 'answered' || found.kind === 'pass';
  room.logger.log(ok ? 'info' : 'warn', 'skill', {
    turn: turnId,
    skill: wanted.head.name,
    ms,
    ok,
    result: found.kind,
  });
  if (found.kind === 'pass' && called === null && !signal.aborted) return null;
  const { locale } = room.config();
  return store(room, turn, await wordsFor(room, turn, found, locale));
}

async function wordsFor(
  room: ConversationRoom,
  turn: SkillTurn,
  found: CodeTurn,
  locale: Locale,
): Promise<{ state: TurnOutcome['state']; text: string }> {
  if (turn.signal.aborted) return { state: 'stopped', text: texts.stopped[locale] };
  if (found.kind === 'pass') return { state: 'done', text: nothingToSay[locale] };
  if (found.kind === 'failed') {
    const { turnId } = turn;
    room.metrics.add('errors', 'Failures by kind', ['kind', 'skill']);
    return { state: 'failed', text: failedText(found.skill, found.reason, locale, turnId.slice(0, 8)) };
  }
  if (found.kind === 'refused') return { state: 'done', text: found.text };
  const unsent = await sendFiles(room, turn, found.files);
  const lines = [found.text, ...unsent].filter((line) => line !== '');
  return { state: 'done', text: lines.join('\n') || (locale === 'zh' ? '已发送文件。' : 'Sent the file.') };
}

const nothingToSay: Record<Locale, string> = {
  zh: '这个技能没有给出回答。',
  en: 'The skill had nothing to say.',
};

function failedText(skill: string, reason: string, locale: Locale, trace: string): string {
  return locale === 'zh'
    ? `技能 ${skill} 出错了：${reason}。其他消息不受影响。 [${trace}]`
    : `The skill ${skill} failed: ${reason}. Other messages are not affected. [${trace}]`;
}

function store(
  room: ConversationRoom,
  { turnId, inboxSeq, sessionKey, message, isHeld }: SkillTurn,
  { state, text }: { state: TurnOutcome['state']; text: string },
): TurnOutcome {
  const usage = { input: 0, output: 0, cached: 0 };
  const at = room.now();
  const answer = isHeld ? '' : text;
  room.database.grouped(() => {
    room.transcripts.append({
      session: sessionKey,
      turnId,
      text,
      data: null,
      channel: message.channel,
      at,
      model: null,
      kind: state === 'done' ? 'assistant' : 'notice',
    });
    const error = state === 'failed' ? 'skill' : null;
    const rest = { inboxSeq, state, startedAt: at, model: null, error, usage };
    room.transcripts.addTurn({ id: turnId, session: sessionKey, ...rest });
    room.inbox.markAnswered(inboxSeq, answer, state === 'done' ? 'answered' : state);
  });
  return {
    state,
    answer: text,
    hasAnswer: state === 'done',
    failure: null,
    model: null,
    usage,
    historyTokensMax: null,
  };
}

/** Lines about what could not be sent: where it lies, or why it is refused. */
async function sendFiles(
  room: ConversationRoom,
  { agent, message, turnId }: SkillTurn,
  files: readonly string[],
): Promise<string[]> {
  const lines: string[] = [];
  const channel = room.channels.find(message.channel, message.accountId);
  for (const [index, wanted] of files.entries()) {
    const file = await readFileOf(agent.workspace, wanted);
    if (typeof file === 'string') {
      lines.push(`${wanted}: ${file}`);
    } else if (channel === null) {
      lines.push(wanted);
    } else {
      const target = { chatId: message.chat.id, threadId: message.chat.threadId };
      await channel
        .send(target, { text: '', files: [file] }, `${turnId}-file-${index}`)
        .catch((error: Error) => lines.push(`${wanted}: ${error.message}`));
    }
  }
  return lines;
}

async function readFileOf(workspace: string, wanted: string): Promise<OutgoingFile | string> {
  const place = await resolveInside(workspace, wanted);
  if (place.kind === 'refused') return place.message;
  const opened = await openInside(place, 'read');
  if (opened.kind === 'refused') return opened.message;
  try {
    const { size } = await opened.file.stat();
    if (size > fileBytesMax) return 'larger than 20 MB';
    const name = path.basename(place.path);
    const type = types[path.extname(name).toLowerCase()] ?? {
      kind: 'file',
      mimeType: 'application/octet-stream',
    };
    return { ...type, name, bytes: await readFile(opened.file) };
  } finally {
    await opened.file.close();
  }
}

const types: Record<string, Pick<OutgoingFile, 'kind' | 'mimeType'>> = {
  '.png': { kind: 'image', mimeType: 'image/png' },
  '.jpg': { kind: 'image', mimeType: 'image/jpeg' },
  '.jpeg': { kind: 'image', mimeType: 'image/jpeg' },
  '.gif': { kind: 'image', mimeType: 'image/gif' },
  '.webp': { kind: 'image', mimeType: 'image/webp' },
};
