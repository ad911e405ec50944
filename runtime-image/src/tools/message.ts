/** The tool `message`: words and files of the workspace into this chat, another one, to a person or to a group's robot. */
import path from 'node:path';
import type { Tool, ToolContext, ToolResult } from '../agent/tool.ts';
import type { OpenChannels } from '../channels/accounts.ts';
import { ChannelRefusal, type OutgoingFile, type SendTarget } from '../channels/channel.ts';
import type { GroupRobots } from '../channels/group-robots/robots.ts';
import type { Target } from '../cron/job.ts';
import { readTarget, type Requester, type TargetFacts } from '../cron/target.ts';
import type { Chats } from '../store/chats.ts';
import { ArgumentError } from './arguments.ts';
import { kindOfFile } from './file-kind.ts';
import { reachFor, type FileTurn } from './file-reach.ts';
import { openInside } from './open-inside.ts';

export type MessageRoom = {
  channels: Pick<OpenChannels, 'find'>;
  robots: Pick<GroupRobots, 'send'>;
  chats: Pick<Chats, 'list'>;
  /** null where nobody could be answered */
  requester(message: ToolContext['message'], turn: ToolContext): Requester | null;
  targetFacts(): TargetFacts;
};

const actions = ['send', 'chats'] as const;
const textCharsMax = 20_000;
const filesMax = 10;
/** what the platforms take of one file, and what is held in memory for all of a call */
const fileBytesMax = 30 * 1024 * 1024;
const filesBytesMax = 40 * 1024 * 1024;
const chatsShown = 50;
const text = { type: 'string' };

export function messageTool(room: MessageRoom): Tool {
  return {
    name: 'message',
    description:
      'Send workspace files or extra words to the chat; your answer goes there by itself. To another chat only if asked. chats lists the known ones.',
    parameters: {
      type: 'object',
      properties: {
        action: { type: 'string', enum: [...actions] },
        to: { type: 'string', description: 'here (default), me, chat id or name, person id, webhook URL' },
        text,
        files: { type: 'array', items: text, description: 'paths' },
        secret: text,
      },
      required: ['action'],
    },
    async run(input, context) {
      const action = input.action ?? 'send';
      if (action === 'chats') return listChats(room, context);
      if (action !== 'send') throw new ArgumentError(`"action" must be one of ${actions.join(', ')}.`);
      const wanted = readWish(input);
      const requester = room.requester(context.message, context);
      if (requester === null) return bad('Nothing can be sent from here; ask in the chat itself.');
      const found = readTarget(
        { to: wanted.to, webhook: null, secret: wanted.secret },
        requester,
        room.targetFacts(),
      );
      if (found.kind === 'refused')
        return bad(found.message.replace('Only the owner may send results', 'Only the owner may send'));
      const files = await readFiles(context, wanted.files);
      if (typeof files === 'string') return bad(files);
      const content = { text: wanted.text, files };
      // the same after a crash, and a model's ids need not differ from turn to turn
      const key = `message:${context.turnId}:${context.callId}`;
      try {
        await deliver(room, found.target, content, key);
      } catch (error) {
        if (error instanceof ChannelRefusal) return bad(`Not sent: ${error.message}`);
        throw error;
      }
      const names = files.map(({ name }) => name).join(', ');
      return { output: names === '' ? 'Sent.' : `Sent with ${names}.`, ok: true };
    },
  };
}

type Wish = { to: string | null; text: string; files: string[]; secret: string | null };

function readWish(input: Record<string, unknown>): Wish {
  const optional = (name: string): string | null => {
    const value = input[name];
    if (value !== undefined && value !== null && typeof value !== 'string')
      throw new ArgumentError(`"${name}" must be a text.`);
    return value?.trim() ? value : null;
  };
  const listed = typeof input.files === 'string' ? [input.files] : (input.files ?? []);
  if (!Array.isArray(listed) || listed.some((each) => typeof each !== 'string'))
    throw new ArgumentError('"files" must be a list of paths.');
  if (listed.length > filesMax) throw new ArgumentError(`At most ${filesMax} files at once.`);
  const said = optional('text') ?? '';
  if (said.length > textCharsMax)
    throw new ArgumentError(`"text" is longer than ${textCharsMax} characters; send it as a file.`);
  if (said === '' && listed.length === 0) throw new ArgumentError('Give "text", "files" or both.');
  return { to: optional('to'), text: said, files: listed as string[], secret: optional('secret') };
}

/** A sentence instead of the files when one cannot be had. */
async function readFiles(turn: FileTurn, wanted: readonly string[]): Promise<OutgoingFile[] | string> {
  const files: OutgoingFile[] = [];
  let total = 0;
  for (const name of wanted) {
    const place = await reachFor(turn, name, 'read');
    if (place.kind === 'refused') return place.message;
    const opened = await openInside(place, 'read');
    if (opened.kind === 'refused') return `${name}: ${opened.message}`;
    const { file } = opened;
    try {
      const { size } = await file.stat();
      total += size;
      if (size === 0) return `${name} is empty; an empty file cannot be sent.`;
      if (size > fileBytesMax)
        return `${name} is larger than 30 MB, which chats do not take; split or compress it.`;
      if (total > filesBytesMax)
        return 'The files are larger than 40 MB together; send them in several calls.';
      const bytes = await file.readFile();
      files.push({ ...kindOfFile(place.path), name: path.basename(place.path), bytes });
    } finally {
      await file.close();
    }
  }
  return files;
}

/** Rejects with ChannelRefusal for what will not work by trying again. */
async function deliver(
  room: MessageRoom,
  target: Target,
  content: { text: string; files: OutgoingFile[] },
  key: string,
): Promise<void> {
  switch (target.kind) {
    case 'none':
      throw new ChannelRefusal('there is nobody to send it to.');
    case 'browser':
      throw new ChannelRefusal(
        'the chat in the browser shows your answer only; say where in the workspace the files are.',
      );
    case 'webhook':
      if (content.files.length > 0) throw new ChannelRefusal('a webhook takes text, no files.');
      return room.robots.send(
        target,
        { title: content.text.split('\n')[0]!.slice(0, 60), text: content.text },
        key,
      );
    case 'chat':
    case 'person': {
      const channel = room.channels.find(target.channel, target.accountId);
      if (channel === null) throw new ChannelRefusal(`the channel ${target.channel} is not open.`);
      const to: SendTarget =
        target.kind === 'chat'
          ? { chatId: target.chatId, threadId: target.threadId }
          : { userId: target.userId };
      return channel.send(to, content, key);
    }
  }
}

function listChats({ chats }: MessageRoom, { byOwner, message }: ToolContext): ToolResult {
  if (!byOwner) return bad('Only the owner may see which other chats there are.');
  // in a group nobody learns of the owner's other chats
  if (message.chat.kind === 'group') return bad('Not in a group; ask in a private chat.');
  const lines = chats
    .list(chatsShown)
    .map(({ channel, chatId, kind, name }) => `${name || '(no name)'} · ${kind} · ${channel} · ${chatId}`);
  return { output: lines.join('\n') || 'No chat was seen yet.', ok: true };
}

const bad = (output: string): ToolResult => ({ output, ok: false });
