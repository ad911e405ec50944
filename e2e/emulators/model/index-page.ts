import { html } from 'hono/html';
import { plainPage, type Html } from '../core/page.ts';
import { keyPrefix } from './catalog.ts';

/** What a browser sees at the root: what this simulates and how to use it. */
export function indexPage(models: readonly string[]): Html {
  return plainPage(
    '沙盒：模拟模型 / Sandbox: simulated model',
    html`<p>
        这里代替一个真实的大模型服务，接口与 OpenAI
        相同。它不会思考，只会按固定的规则回答，方便在没有密钥时走通整条路。
      </p>
      <p class="en">
        This stands in for a real model service and speaks OpenAI's protocol. It does not think; it answers by
        fixed rules, so that everything can be tried without a key.
      </p>
      <dl>
        <dt>接口 Endpoints</dt>
        <dd><code>GET /v1/models</code> <code>POST /v1/chat/completions</code></dd>
        <dt>密钥 Key</dt>
        <dd>任何以 <code>${keyPrefix}</code> 开头的 / anything that starts so</dd>
        <dt>模型 Models</dt>
        <dd>${models.map((model) => html`<code>${model}</code> `)}</dd>
      </dl>
      <p>
        可以试试 Try: <q>你好</q> <q>把“买牛奶”写入 todo.md</q> <q>read todo.md</q> <q>ls</q> <q>数到 30</q>
      </p>`,
  );
}
