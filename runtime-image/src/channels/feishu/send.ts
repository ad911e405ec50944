/** Messages of our own accord: words, buttons and files to a chat, a thread or a person. */
import { ChannelRefusal, type Outgoing as Content, type SendTarget } from '../channel.ts';
import { isRefusal } from './api-error.ts';
import type { Chats } from './chats.ts';
import type { FeishuClient } from './client.ts';
import { post, postOrText, postPieces, type Target } from './delivery.ts';
import { explain, type Reader } from './explain.ts';
import { failureOf } from './failure.ts';
import { fileBytesMax, fileName, outgoingForm } from './media/outgoing-form.ts';
import { uploadFile } from './media/upload.ts';
import { actionsMax, renderQuestion } from './question-card.ts';
import type { Questions } from './questions.ts';
import { renderAnswer } from './render.ts';
import { textWithActions } from '../actions.ts';

export type SendRoom = {
  client: FeishuClient;
  chats: Chats;
  questions: Questions;
  reader: Reader;
  textCharactersMax: number;
  /** a chat that the platform does not let us into any more */
  onGone(chatId: string): void;
};

export async function send(room: SendRoom, to: SendTarget, content: Content, key: string): Promise<void> {
  const words = room.reader.locale === 'zh' ? zh : en;
  // refused as a whole before anything is said
  const forms = content.files.map((file) => {
    const form = outgoingForm(file);
    if (form.kind !== 'refused') return { file, form };
    throw new ChannelRefusal(words[form.reason](fileName(file.name)));
  });
  try {
    const target = await targetOf(room, to);
    if (content.text !== '') await sendText(room, target, content, key);
    for (const [index, { file, form }] of forms.entries()) {
      const message = await uploadFile(room.client, file, form);
      const where = { target, key, part: `file${index}` };
      try {
        await post(room.client, message, where);
      } catch (error) {
        // a voice or a video that the platform does not play is still a file
        if (!isRefusal(error) || message.type === 'file' || message.type === 'image') throw error;
        await post(
          room.client,
          { type: 'file', content: message.content },
          { ...where, part: `${where.part}/file` },
        );
      }
    }
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const failure = failureOf(error);
    if ('chatId' in to && (failure.code === 'not_in_chat' || failure.code === 'no_such_chat'))
      room.onGone(to.chatId);
    throw new ChannelRefusal(explain(failure, room.reader));
  }
}

async function targetOf({ chats }: SendRoom, to: SendTarget): Promise<Target> {
  if ('userId' in to) return { kind: 'person', openId: to.userId };
  const messageId = to.threadId ? await chats.messageIn(to.threadId).catch(() => null) : null;
  if (messageId === null) return { kind: 'chat', chatId: to.chatId };
  return { kind: 'reply', messageId, chatId: to.chatId, inThread: true };
}

async function sendText(room: SendRoom, target: Target, content: Content, key: string): Promise<void> {
  const { client, questions } = room;
  const { text, actions = [] } = content;
  if (actions.length === 0 || actions.length > actionsMax) {
    for (const [index, part] of renderAnswer(textWithActions(content), room.textCharactersMax).entries())
      await postOrText(client, part, { target, key, part: `part${index}` });
    return;
  }
  // the buttons hang on the last part of a long text
  const parts = renderAnswer(text, room.textCharactersMax);
  const last = parts.pop()!;
  for (const [index, part] of parts.entries())
    await postOrText(client, part, { target, key, part: `part${index}` });
  const where = { target, key, part: 'question' };
  try {
    questions.asked(key, await post(client, renderQuestion(last.text, actions), where), last.text);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await postPieces(client, textWithActions({ text: last.text, actions }), where);
  }
}

const megabytes = fileBytesMax / 1024 / 1024;
const zh = {
  empty: (name: string) => `“${name}”是空文件，飞书不接受空文件。`,
  too_large: (name: string) => `“${name}”超过 ${megabytes} MB，飞书不接受这么大的文件。`,
};
const en: typeof zh = {
  empty: (name) => `"${name}" is empty; Feishu does not take empty files.`,
  too_large: (name) => `"${name}" is larger than ${megabytes} MB, which is more than Feishu takes.`,
};
