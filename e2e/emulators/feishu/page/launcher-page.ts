import { html } from 'hono/html';
import { document, type Html } from '../../core/page.ts';
import type { Addons } from '../addons.ts';
import type { App } from '../entities.ts';
import { people } from '../entities.ts';
import type { LauncherChoice, LauncherRefusal } from '../launcher.ts';
import { defaultAppName } from '../launcher.ts';
import { phoneStyle } from './phone-style.ts';

const style = `${phoneStyle}
.sheet{flex:1;overflow:auto;padding:24px 20px;display:flex;flex-direction:column;gap:16px}
.sheet h1{font-size:21px;line-height:1.35;margin:0}.sheet p{margin:0}
.logo{width:64px;height:64px;border-radius:18px;background:var(--accent);color:var(--on-accent);display:grid;place-items:center;font-size:30px}
.field{display:grid;gap:4px}.field span{font-size:13px;color:var(--quiet)}
.field input,.field select{border:1px solid var(--line);border-radius:10px;background:var(--ground);padding:10px 12px;width:100%}
.actions{display:grid;gap:10px;margin-top:auto}.actions .button{text-align:center;padding:12px;width:100%}
details{font-size:13px;color:var(--quiet)}summary{cursor:pointer}
`;

function sheet(title: string, body: Html): Html {
  return document({
    title: `${title} · 沙盒 Sandbox`,
    style,
    body: html`<main class="phone">
      <p class="sandbox">沙盒：模拟飞书 · Sandbox: simulated Feishu</p>
      ${body}
    </main>`,
  });
}

export interface LauncherRequest {
  userCode: string;
  choice: LauncherChoice;
  /** the QR's parameters as they came, to be sent back with the answer */
  query: string;
  grants: { scopes: string[]; events: string[] };
  addons: Addons | undefined;
  updates: App | undefined;
}

/** The page that a scan opens: what will be made, and the choice. */
export function launcherPage({ userCode, choice, query, grants, addons, updates }: LauncherRequest): Html {
  const extra = [...(addons?.scopes?.tenant ?? []), ...(addons?.scopes?.user ?? [])];
  const title = updates ? '更新应用的权限 Update an app’s permissions' : '创建智能体应用 Create an agent app';
  return sheet(
    title,
    html`<form class="sheet" method="post" action="/page/launcher?${query}">
      <span class="logo" aria-hidden="true">＋</span>
      <h1>${title}</h1>
      ${
        updates
          ? html`<p><b>${updates.name}</b> <code>${updates.appId}</code></p>`
          : html`<label class="field">
              <span>应用名称 App name</span>
              <input
                name="name"
                value="${(choice.name ?? defaultAppName).replaceAll('{user}', people[0]!.name)}"
                maxlength="60"
                required
              />
            </label>`
      }
      ${choice.description ? html`<p>${choice.description}</p>` : ''}
      <label class="field">
        <span>用谁的账号扫码 Who scans</span>
        <select name="personId">
          ${people.map(({ id, name, enName }) => html`<option value="${id}">${name} ${enName}</option>`)}
        </select>
      </label>
      <p class="en">
        确认后，应用立即可用：机器人、长连接和所需权限都已就绪。 The app works at once: bot, long connection
        and permissions are in place.
      </p>
      ${
        extra.length > 0
          ? html`<p>
              额外权限 Additional permissions: ${extra.map((scope) => html`<code>${scope}</code> `)}
            </p>`
          : ''
      }
      <details>
        <summary>
          权限 ${grants.scopes.length} 项 permissions · 事件 ${grants.events.length} 项 events
        </summary>
        <p>${[...grants.scopes, ...grants.events].map((name) => html`<code>${name}</code> `)}</p>
      </details>
      <p class="en">验证码 Code: <code>${userCode}</code></p>
      <div class="actions">
        <button class="button first" name="answer" value="approve">确认创建 Confirm</button>
        <button class="button" name="answer" value="deny" formnovalidate>拒绝 Refuse</button>
      </div>
    </form>`,
  );
}

export function approvedPage(app: App, chatId: string, personId: string): Html {
  return sheet(
    '已创建 Done',
    html`<div class="sheet">
      <span class="logo" aria-hidden="true">✓</span>
      <div role="status"><h1>应用已就绪 The app is ready</h1></div>
      <p><b>${app.name}</b></p>
      <p><code>${app.appId}</code></p>
      <p class="en">可以回到门户了。 You can go back to the portal now.</p>
      <div class="actions">
        <a class="button first" href="/phone/chats/${chatId}?as=${personId}">打开聊天 Open the chat</a>
      </div>
    </div>`,
  );
}

const refusalTexts: Readonly<Record<LauncherRefusal | 'denied', readonly [zh: string, en: string]>> = {
  unknown_code: ['没有这个码，请在门户里重新生成。', 'There is no such code. Make a new one in the portal.'],
  expired: ['这个码已过期，请在门户里重新生成。', 'This code has expired. Make a new one in the portal.'],
  already_answered: ['这个码已经用过了。', 'This code has been answered already.'],
  unknown_app: ['要更新的应用不存在。', 'The app to update does not exist.'],
  not_owner: ['只有应用的所有者可以更新它。', 'Only the app’s owner may update it.'],
  denied: ['已拒绝，没有创建任何应用。', 'Refused. Nothing was created.'],
};

export function refusedPage(reason: LauncherRefusal | 'denied'): Html {
  const [zh, en] = refusalTexts[reason];
  return sheet(
    zh,
    html`<div class="sheet">
      <span class="logo" aria-hidden="true">${reason === 'denied' ? '✓' : '!'}</span>
      <div role="status"><h1>${zh}</h1></div>
      <p class="en">${en}</p>
      <div class="actions"><a class="button" href="/phone">打开手机 Open the phone</a></div>
    </div>`,
  );
}
