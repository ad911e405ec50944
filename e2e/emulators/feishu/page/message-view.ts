import { html } from 'hono/html';
import type { Html } from '../../core/page.ts';
import { isStreaming } from '../card-rules.ts';
import { isStreamingCard, summaryOf, type CardJson } from '../card-tree.ts';
import type { App, Message } from '../entities.ts';
import { people } from '../entities.ts';
import { openIdOf } from '../ids.ts';
import { parseObject } from '../message-content.ts';
import type { Platform } from '../platform.ts';
import { emojiSigns } from '../routes/reactions.ts';
import { cardView } from './card-view.ts';
import { withMentions } from './markdown.ts';
import { postView, postText } from './post-view.ts';

/** One message as the phone shows it; the page's style decides by sender who is "me". */
export function messageView(platform: Platform, message: Message): Html {
  const name = senderName(platform, message);
  const chat = platform.state.chats.get(message.chatId);
  const parent =
    chat?.kind === 'group' && message.parentId ? platform.state.messages.get(message.parentId) : undefined;
  return html`<article
    class="message"
    id="${message.messageId}"
    data-sender="${message.sender.id}"
    data-sender-kind="${message.sender.kind}"
    aria-label="${name}"
  >
    <p class="who">${name}</p>
    <div class="bubble">
      ${parent ? html`<p class="quote">${senderName(platform, parent)}: ${preview(platform, parent)}</p>` : ''}
      ${message.withdrawn ? html`<p class="gone">消息已撤回 Message withdrawn</p>` : contentView(platform, message)}
    </div>
    ${reactionsView(message)}
    <p class="meta">
      <time datetime="${new Date(message.createdAt).toISOString()}">${clockTime(message.createdAt)}</time>
      ${message.edits > 0 ? html`<span>已编辑 edited</span>` : ''}
      ${message.withdrawn ? '' : html`<button type="button" class="withdraw" data-withdraw>撤回 Withdraw</button>`}
    </p>
  </article>`;
}

function senderName(platform: Platform, { sender }: Message): string {
  if (sender.kind === 'app') return platform.state.apps.get(sender.id)?.name ?? '机器人 Bot';
  const person = platform.state.person(sender.id);
  return person ? `${person.name} ${person.enName}` : sender.id;
}

/** One line of a message, for lists and quotes. */
export function preview(platform: Platform, message: Message): string {
  if (message.withdrawn) return '消息已撤回 Message withdrawn';
  const content = parseObject(message.content) ?? {};
  const nameOf = nameFinder(platform, message);
  switch (message.msgType) {
    case 'text':
      return textWithNames(platform, message, nameOf);
    case 'post':
      return postText(content);
    case 'interactive':
      return summaryOf(cardOf(platform, message)) || '[卡片 Card]';
    case 'image':
      return '[图片 Image]';
    case 'file':
      return `[文件 File] ${fileNameOf(platform, content)}`;
    case 'audio':
      return '[语音 Voice]';
    case 'media':
      return `[视频 Video] ${fileNameOf(platform, content)}`;
    case 'merge_forward':
      return `[合并转发 Forwarded] ${message.forwards?.length ?? 0}`;
    default:
      return `[${message.msgType}]`;
  }
}

function contentView(platform: Platform, message: Message): Html {
  const content = parseObject(message.content) ?? {};
  const nameOf = nameFinder(platform, message);
  switch (message.msgType) {
    case 'text':
      return html`<p class="plain">${textWithNames(platform, message, nameOf)}</p>`;
    case 'post':
      return postView(content, nameOf);
    case 'interactive': {
      const entity = message.cardId ? platform.state.cards.get(message.cardId) : undefined;
      const isGrowing = entity
        ? isStreaming(entity, platform.bench.clock.now())
        : isStreamingCard(cardOf(platform, message));
      return cardView(cardOf(platform, message), nameOf, isGrowing);
    }
    case 'image':
      return html`<img src="/phone/resources/${String(content['image_key'] ?? '')}" alt="图片 Image" />`;
    case 'file':
    case 'audio':
    case 'media':
      return html`<a href="/phone/resources/${String(content['file_key'] ?? '')}" download
        >${preview(platform, message)}</a
      >`;
    default:
      return html`<p class="plain">${preview(platform, message)}</p>`;
  }
}

/** A bot's file has its name from the upload, a person's from the message. */
function fileNameOf(platform: Platform, content: Record<string, unknown>): string {
  const named = content['file_name'] ?? platform.state.resources.get(String(content['file_key']))?.name;
  return typeof named === 'string' ? named : '';
}

function cardOf(platform: Platform, message: Message): CardJson {
  const entity = message.cardId ? platform.state.cards.get(message.cardId) : undefined;
  return entity?.json ?? parseObject(message.content) ?? {};
}

function textWithNames(platform: Platform, message: Message, nameOf: (openId: string) => string): string {
  let text = withMentions(String(parseObject(message.content)?.['text'] ?? ''), nameOf);
  for (const { key, target } of message.mentions) {
    const name =
      target.kind === 'app'
        ? platform.state.apps.get(target.id)?.name
        : platform.state.person(target.id)?.name;
    text = text.replaceAll(key, `@${name ?? ''}`);
  }
  return text;
}

/** Names for open_ids as the message's bot writes them. */
function nameFinder(platform: Platform, message: Message): (openId: string) => string {
  const app: App | undefined = platform.state.apps.get(message.sender.id);
  return (openId) => {
    if (openId === 'all') return '所有人 all';
    const person = app && people.find(({ id }) => openIdOf(app.appId, id) === openId);
    return person?.name ?? openId;
  };
}

function reactionsView(message: Message): Html | '' {
  if (message.reactions.length === 0) return '';
  const types = [...new Set(message.reactions.map(({ emojiType }) => emojiType))];
  return html`<p class="reactions">
    ${types.map((type) =>
      type === 'Typing'
        ? html`<span class="typing" role="status">正在输入 Typing<i></i><i></i><i></i></span>`
        : html`<span aria-label="${type}">${emojiSigns[type] ?? type}</span>`,
    )}
  </p>`;
}

export const clockTime = (at: number): string =>
  new Date(at).toLocaleTimeString('zh-CN', {
    hour12: false,
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Asia/Shanghai',
  });
