import { html } from 'hono/html';
import { document, type Html } from '../../core/page.ts';
import type { App, Chat, Person } from '../entities.ts';
import { people } from '../entities.ts';
import type { Platform } from '../platform.ts';
import { isVisible } from '../sending.ts';
import { clockTime, messageView, preview } from './message-view.ts';
import { phoneStyle } from './phone-style.ts';

const label = html`<p class="sandbox">沙盒：模拟飞书 · Sandbox: simulated Feishu</p>`;

function phone(title: string, me: Person, body: Html, chatId = ''): Html {
  return document({
    title: `${title} · 沙盒手机 Sandbox phone`,
    style: phoneStyle,
    script: '/phone.js',
    body: html`<main class="phone" data-me="${me.id}" data-chat="${chatId}">
      ${label} ${body}
      <p class="toast" role="status"></p>
    </main>`,
  });
}

export function chatListPage(platform: Platform, me: Person): Html {
  return phone(
    '消息 Messages',
    me,
    html`<header class="bar">
        <h1>消息 Messages</h1>
        <label class="visually-hidden" for="as">手机的主人 Whose phone</label>
        <select id="as">
          ${people.map(
            ({ id, name, enName }) =>
              html`<option value="${id}" ${id === me.id ? 'selected' : ''}>${name} ${enName}</option>`,
          )}
        </select>
      </header>
      <ul class="rows" aria-label="聊天 Chats">
        ${chatRows(platform, me)}
      </ul>`,
  );
}

/** The rows alone, for the live update. */
export function chatRows(platform: Platform, me: Person): Html {
  const { state } = platform;
  const apps = [...state.apps.values()].filter((app) => app.brand === me.brand && isVisible(app, me.id));
  if (apps.length === 0) {
    return html`<li class="empty">
      还没有机器人。在门户的设置页扫码就会创建一个。<br />No bots yet. Scan the QR on the set-up page to make
      one.
    </li>`;
  }
  const group = state.group(me.brand);
  const others = [...state.chats.values()].filter(
    (chat) => chat.kind === 'group' && chat.brand === me.brand && chat !== group,
  );
  const chats = [...apps.map((app) => state.privateChat(app, me.id)), group, ...others];
  const rows = chats.map((chat) => ({ chat, last: state.messagesOf(chat.chatId).at(-1) }));
  rows.sort((a, b) => (b.last?.createdAt ?? 0) - (a.last?.createdAt ?? 0));
  return html`${rows.map(
    ({ chat, last }) =>
      html`<li>
        <a href="/phone/chats/${chat.chatId}?as=${me.id}">
          <span class="avatar ${chat.kind}" aria-hidden="true"
            >${[...chatName(platform, chat)][0] ?? ''}</span
          >
          <span class="row-text">
            <b>${chatName(platform, chat)}</b>
            <span>${last ? preview(platform, last) : '还没有消息 No messages yet'}</span>
          </span>
          ${last ? html`<time>${clockTime(last.createdAt)}</time>` : ''}
        </a>
      </li>`,
  )}`;
}

export function chatPage(platform: Platform, me: Person, chat: Chat): Html {
  const name = chatName(platform, chat);
  return phone(
    name,
    me,
    html`<header class="bar">
        <a class="back" href="/phone?as=${me.id}" aria-label="返回 Back">‹</a>
        <h1>${chatHead(platform, chat)}</h1>
      </header>
      ${
        chat.kind === 'group'
          ? html`<div class="members" role="group" aria-label="群里的机器人 Bots in the group">
              ${memberButtons(platform, chat)}
            </div>`
          : ''
      }
      <section class="log" role="log" aria-label="消息 Messages" tabindex="0">
        ${chatMessages(platform, chat)}
      </section>
      <form class="composer">
        <label class="visually-hidden" for="text">消息 Message</label>
        <textarea id="text" rows="1" placeholder="发消息 Message" autocomplete="off"></textarea>
        <label class="attach" for="file" title="发送文件或图片 Send a file or picture"
          ><span aria-hidden="true">＋</span
          ><span class="visually-hidden">发送文件或图片 Send a file or picture</span></label
        >
        <input id="file" class="visually-hidden" type="file" />
        <button class="button first">发送 Send</button>
      </form>`,
    chat.chatId,
  );
}

/** Name and connection of the chat, for the live update. */
export function chatHead(platform: Platform, chat: Chat): Html {
  const name = chatName(platform, chat);
  const app = appOf(platform, chat);
  if (!app) return html`${name}`;
  const isUp = platform.connections.readyCount(app.appId) > 0;
  return html`${name}<span class="state ${isUp ? 'up' : ''}"
      >${isUp ? '长连接已建立 Connected' : '长连接未建立 Not connected'}</span
    >`;
}

/** The messages, with a hint that shows while there are none. */
export function chatMessages(platform: Platform, chat: Chat): Html {
  const hint =
    chat.kind === 'p2p'
      ? '发一条消息试试，例如“你好”。 Say something, for example 你好.'
      : '加入机器人，然后 @它 说话。 Add the bot, then mention it.';
  const messages = platform.state.messagesOf(chat.chatId);
  return html`<p class="hint">${hint}</p>
    ${messages.map((message) => messageView(platform, message))}`;
}

/** Who can be mentioned, and who can be brought in. */
export function memberButtons(platform: Platform, chat: Chat): Html {
  const apps = [...platform.state.apps.values()].filter((app) => app.brand === chat.brand);
  const isIn = (app: App): boolean => chat.appIds.includes(app.appId);
  return html`${apps
    .filter(isIn)
    .map(
      (app) =>
        html`<button type="button" data-mention="${app.name}" aria-label="提及 Mention ${app.name}">
            @${app.name}
          </button>
          <button
            type="button"
            data-member="${app.appId}"
            data-join="0"
            aria-label="移出群 Remove ${app.name}"
          >
            −
          </button>`,
    )}
  ${apps
    .filter((app) => !isIn(app))
    .map(
      (app) =>
        html`<button
          type="button"
          data-member="${app.appId}"
          data-join="1"
          aria-label="加入群 Add ${app.name}"
        >
          ＋ ${app.name}
        </button>`,
    )}`;
}

const appOf = (platform: Platform, chat: Chat): App | undefined =>
  chat.kind === 'p2p' ? platform.state.apps.get(chat.appIds[0] ?? '') : undefined;

const chatName = (platform: Platform, chat: Chat): string => appOf(platform, chat)?.name ?? chat.name;
