import { html } from 'hono/html';
import { plainPage, type Html } from '../core/page.ts';
import type { SentCode, SentMail } from './start.ts';

const style = `
ol{list-style:none;margin:16px 0 0;padding:0;display:grid;gap:10px}
li{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:12px 14px;display:flex;align-items:center;gap:12px}
li div{flex:1;min-width:0}
.code{font-size:22px;letter-spacing:.12em;font-weight:600;display:block}
.meta{color:var(--quiet);font-size:13px}
.mail{display:block}.mail b{display:block}.mail pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:8px 0 0}
h2{font-size:16px;margin:28px 0 0}
.empty{color:var(--quiet);padding:24px 0;text-align:center}
`;

export function outboxPage(codes: readonly SentCode[], mails: readonly SentMail[]): Html {
  return plainPage(
    '沙盒：短信收件箱 / Sandbox: SMS outbox',
    html`<p>验证码和邮件不会真的发出去，都出现在这里，新的在最上面，会自动更新。</p>
      <p class="en">No code and no mail is really sent. Each one appears here at once, newest first.</p>
      <div id="outbox" aria-live="polite">${outboxList(codes, mails)}</div>
      <p id="copied" class="visually-hidden" role="status"></p>`,
    { style, script: '/outbox.js' },
  );
}

/** The list alone, for the live update. */
export function outboxList(codes: readonly SentCode[], mails: readonly SentMail[]): Html {
  return html`${codeList(codes)}${mails.length > 0 ? mailList(mails) : ''}`;
}

function mailList(mails: readonly SentMail[]): Html {
  return html`<h2>邮件 Mails</h2>
    <ol aria-label="邮件 Mails">
      ${mails.map(
        ({ to, subject, text, at }) =>
          html`<li class="mail">
            <b>${subject}</b>
            <span class="meta"
              >${to} · <time datetime="${new Date(at).toISOString()}">${clockTime(at)}</time></span
            >
            <pre>${linked(text)}</pre>
          </li>`,
      )}
    </ol>`;
}

/** Addresses become links, as mail programs show them. */
const linked = (text: string): (Html | string)[] =>
  text
    .split(/(https?:\/\/[^\s]+)/)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : part));

function codeList(codes: readonly SentCode[]): Html {
  if (codes.length === 0) return html`<p class="empty">还没有验证码 / No codes yet</p>`;
  return html`<ol aria-label="验证码 Codes">
    ${codes.map(
      ({ phone, code, locale, at }) =>
        html`<li>
          <div>
            <span class="code">${code}</span>
            <span class="meta">
              ${phone} · <time datetime="${new Date(at).toISOString()}">${clockTime(at)}</time> · ${locale}
            </span>
          </div>
          <button type="button" class="button" data-copy="${code}" aria-label="复制 Copy ${code}">
            复制 Copy
          </button>
        </li>`,
    )}
  </ol>`;
}

const clockTime = (at: number): string =>
  new Date(at).toLocaleTimeString('zh-CN', { hour12: false, timeZone: 'Asia/Shanghai' });
