import { html, raw } from 'hono/html';

/** HTML whose inserted values were escaped. */
export type Html = ReturnType<typeof html>;

/** Nothing from elsewhere may load, and inserted text could not run even if escaping failed. */
export const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  // Not `no-referrer`: browsers then send the origin of a form as `null`, and our own forms would be refused.
  'referrer-policy': 'same-origin',
} as const;

const baseStyle = `
:root{color-scheme:light dark;--ground:#eef0f3;--surface:#fff;--ink:#1f2329;--quiet:#5f6672;--line:#dee0e3;--accent:#c2412c;--on-accent:#fff;--soft:#fdeeea;--link:#1456f0;--warn:#8a5a00;--warn-soft:#fff4dc}
@media(prefers-color-scheme:dark){:root{--ground:#121417;--surface:#1c1f24;--ink:#eceef1;--quiet:#a3a9b3;--line:#343941;--accent:#f0735c;--on-accent:#23100c;--soft:#3a211c;--link:#82a7ff;--warn:#ffd479;--warn-soft:#3a2e12}}
*{box-sizing:border-box}
html,body{margin:0;height:100%}
body{font:15px/1.6 "PingFang SC","Noto Sans SC","Microsoft YaHei",system-ui,sans-serif;background:var(--ground);color:var(--ink);font-variant-numeric:tabular-nums}
a{color:var(--link)}
button,input,select,textarea{font:inherit;color:inherit}
button{cursor:pointer}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.en{color:var(--quiet)}
.sandbox{background:var(--warn-soft);color:var(--warn);font-size:12px;line-height:1.4;padding:6px 12px;text-align:center;margin:0}
code{font:13px/1.5 ui-monospace,"SFMono-Regular",Menlo,monospace;background:var(--ground);border-radius:4px;padding:1px 5px;overflow-wrap:anywhere}
.button{display:inline-block;border:1px solid var(--line);background:var(--surface);border-radius:10px;padding:9px 16px;text-decoration:none;color:inherit}
.button.first{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
`;

export interface PageParts {
  title: string;
  body: Html;
  style?: string;
  /** address of the page's script on this server */
  script?: string;
}

/** A whole document. `style` must be a constant of ours: it is not escaped. */
export function document({ title, body, style = '', script }: PageParts): Html {
  return html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${raw(baseStyle + style)}
        </style>
        ${script ? html`<script src="${script}" defer></script>` : ''}
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}

const plainStyle = `
main{max-width:640px;margin:0 auto;padding:24px 16px}
main>h1{font-size:20px;line-height:1.4;margin:0 0 12px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:6px 16px;margin:20px 0}
dt{color:var(--quiet)}dd{margin:0}
`;

/** A document of plain reading: a heading that is the label, and text. */
export function plainPage(title: string, body: Html, { style = '', script }: Partial<PageParts> = {}): Html {
  return document({
    title,
    style: plainStyle + style,
    ...(script && { script }),
    body: html`<main>
      <h1>${title}</h1>
      ${body}
    </main>`,
  });
}
