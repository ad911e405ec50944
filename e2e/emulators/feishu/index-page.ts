import { html } from 'hono/html';
import { plainPage, type Html } from '../core/page.ts';

const style = `.doors{display:grid;gap:10px;margin:20px 0}.doors a{display:block;background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:12px 16px;color:inherit;text-decoration:none}.doors a:hover{border-color:var(--accent)}.doors b{display:block}`;

/** What a browser sees at the root: what this simulates, and the ways in. */
export function indexPage(): Html {
  return plainPage(
    '沙盒：模拟飞书 / Sandbox: simulated Feishu',
    html`<p>这里代替飞书开放平台：扫码创建应用、长连接、消息和卡片，接口与飞书一致，数据只在这台机器上。</p>
      <p class="en">
        This stands in for Feishu's open platform: creating an app by a scan, the long connection, messages
        and cards. Everything stays on this machine.
      </p>
      <nav class="doors">
        <a href="/phone"><b>模拟手机 Simulated phone</b><span class="en">聊天 Chat with your bots</span></a>
        <a href="/app"
          ><b>模拟开放平台后台 Simulated console</b
          ><span class="en">手动创建应用 Make an app by hand: App ID, App Secret</span></a
        >
      </nav>
      <p class="en">Lark: <code>/lark</code></p>`,
    { style },
  );
}
