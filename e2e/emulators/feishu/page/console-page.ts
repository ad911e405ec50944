import { html } from 'hono/html';
import { plainPage, type Html } from '../../core/page.ts';
import type { App } from '../entities.ts';
import { people } from '../entities.ts';

const style = `
section,.app-row{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:14px 16px;margin:12px 0}
section h2{font-size:15px;margin:0 0 8px}
section p{margin:6px 0}
input[type=text],textarea,select{width:100%;border:1px solid var(--line);border-radius:8px;background:var(--ground);padding:8px 10px}
textarea{min-height:110px;font:12px/1.5 ui-monospace,Menlo,monospace}
form{display:grid;gap:8px}
form .button{justify-self:start}
.app-row{display:block;color:inherit;text-decoration:none}
.notice{background:var(--warn-soft);color:var(--warn);border-radius:10px;padding:10px 14px}
.copy{user-select:all}
`;

const title = '沙盒：模拟飞书开放平台后台 / Sandbox: simulated Feishu console';

/** The console's first page: apps made by hand or by scan, and a form for a new one. */
export function appListPage(apps: readonly App[]): Html {
  return plainPage(
    title,
    html`<section aria-label="新建应用 New app">
        <h2>创建企业自建应用 Create an app</h2>
        <form method="post" action="/app">
          <label for="name">应用名称 App name</label>
          <input id="name" name="name" type="text" required maxlength="60" value="我的云电脑" />
          <button class="button first">创建 Create</button>
        </form>
      </section>
      <nav aria-label="应用 Apps">
        ${apps.map(
          (app) =>
            html`<a class="app-row" href="/app/${app.appId}"
              ><b>${app.name}</b><br /><code>${app.appId}</code></a
            >`,
        )}
      </nav>`,
    { style },
  );
}

export interface AppFacts {
  app: App;
  connections: number;
  /** the event permissions that the app still lacks to hear messages */
  isSubscribed: boolean;
  notice: string;
}

/** One app in the order in which making one by hand works. Every change takes effect at once. */
export function appPage({ app, connections, isSubscribed, notice }: AppFacts): Html {
  const action = `/app/${app.appId}`;
  return plainPage(
    title,
    html`<p><a href="/app">‹ 全部应用 All apps</a></p>
      <h2>${app.name}</h2>
      ${notice ? html`<p class="notice" role="status">${notice}</p>` : ''}
      <section aria-label="凭证 Credentials">
        <h2>1. 凭证与基础信息 Credentials</h2>
        <p>App ID <code class="copy" data-testid="app-id">${app.appId}</code></p>
        <p>App Secret <code class="copy" data-testid="app-secret">${app.appSecret}</code></p>
      </section>
      <section aria-label="机器人 Bot">
        <h2>2. 应用能力：机器人 Bot ability</h2>
        <form method="post" action="${action}">
          <p>${app.botEnabled ? '已开启 On' : '未开启 Off'}</p>
          <button class="button" name="bot" value="${app.botEnabled ? 'off' : 'on'}">
            ${app.botEnabled ? '关闭机器人 Turn off' : '开启机器人 Turn on'}
          </button>
        </form>
      </section>
      <section aria-label="权限 Permissions">
        <h2>3. 权限管理：批量导入 Permissions, batch import</h2>
        <p>已有 ${app.scopes.length} 项 granted</p>
        <form method="post" action="${action}">
          <label for="scopes">JSON</label>
          <textarea
            id="scopes"
            name="scopes"
            placeholder='{"scopes":{"tenant":[],"user":[]}}'
            required
          ></textarea>
          <button class="button">导入 Import</button>
        </form>
      </section>
      <section aria-label="事件 Events">
        <h2>4. 事件与回调：长连接 Events by long connection</h2>
        <p>
          ${connections > 0 ? `现在有 ${connections} 个长连接 connected` : '现在没有长连接 not connected'}
        </p>
        <p>${isSubscribed ? '已订阅 im.message.receive_v1 subscribed' : '未订阅 not subscribed'}</p>
        <form method="post" action="${action}">
          <button class="button" name="events" value="save">使用长连接并订阅 Use it and subscribe</button>
        </form>
      </section>
      <section aria-label="可用范围 Availability">
        <h2>5. 可用范围 Availability</h2>
        <form method="post" action="${action}">
          <label for="visible">谁能使用 Who may use it</label>
          <select id="visible" name="visible">
            <option value="all" ${app.visibleTo === 'all' ? 'selected' : ''}>全员 Everybody</option>
            ${people
              .filter(({ brand }) => brand === app.brand)
              .map(
                ({ id, name, enName }) =>
                  html`<option
                    value="${id}"
                    ${app.visibleTo !== 'all' && app.visibleTo.includes(id) ? 'selected' : ''}
                  >
                    ${name} ${enName}
                  </option>`,
              )}
          </select>
          <button class="button">保存 Save</button>
        </form>
      </section>
      <p class="en">
        这里的改动立即生效，不需要发布版本。 Changes take effect at once; no version has to be published.
      </p>`,
    { style },
  );
}
