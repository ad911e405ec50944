import { people } from '../entities.ts';

/** Whose messages stand on the right: decided by attributes, so that one rendering serves every viewer. */
const mine = (suffix: string): string =>
  people.map(({ id }) => `[data-me="${id}"] .message[data-sender="${id}"]${suffix}`).join(',');

export const phoneStyle = `
body{display:grid;place-items:center}
.phone{width:100%;max-width:430px;height:100dvh;background:var(--surface);display:flex;flex-direction:column;overflow:hidden;position:relative}
@media(min-width:600px) and (min-height:640px){.phone{height:min(860px,calc(100dvh - 32px));border-radius:28px;border:1px solid var(--line);box-shadow:0 12px 40px #0002}}
.bar{display:flex;align-items:center;gap:10px;padding:10px 14px;border-bottom:1px solid var(--line);min-height:56px}
.bar h1{font-size:17px;line-height:1.3;margin:0;flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.bar select{border:1px solid var(--line);border-radius:8px;background:var(--surface);padding:4px 6px;max-width:60%;font-size:13px}
.back{font-size:22px;line-height:1;text-decoration:none;color:inherit;padding:4px 8px 4px 0}
.state{font-size:12px;color:var(--quiet);display:block;font-weight:400}
.state::before{content:"○ "}.state.up{color:#2a7d46}.state.up::before{content:"● "}
@media(prefers-color-scheme:dark){.state.up{color:#7bd79a}}
.rows{list-style:none;margin:0;padding:0;flex:1;overflow:auto}
.rows a{display:flex;gap:12px;padding:12px 14px;color:inherit;text-decoration:none;align-items:center}
.rows a:hover{background:var(--ground)}
.avatar{width:44px;height:44px;border-radius:12px;background:var(--accent);color:var(--on-accent);display:grid;place-items:center;font-size:18px;flex:none}
.avatar.group{background:var(--link)}
.row-text{flex:1;min-width:0;display:grid}
.row-text b,.row-text span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.row-text b{font-weight:600}.row-text span{color:var(--quiet);font-size:13px}
.rows time{color:var(--quiet);font-size:12px;align-self:start}
.empty{padding:48px 24px;text-align:center;color:var(--quiet)}
.log{flex:1;overflow:auto;padding:14px;background:var(--ground);display:flex;flex-direction:column;gap:12px}
.hint{color:var(--quiet);text-align:center;margin:auto;font-size:13px}.log:has(.message) .hint{display:none}
.message{max-width:86%;align-self:flex-start;display:flex;flex-direction:column;align-items:flex-start}
.message p{margin:0}
.who{font-size:12px;color:var(--quiet);padding:0 2px 2px}
.bubble{background:var(--surface);border-radius:4px 12px 12px 12px;padding:9px 12px;max-width:100%;overflow-wrap:anywhere}
${mine('')}{align-self:flex-end;align-items:flex-end}
${mine(' .bubble')}{background:var(--soft);border-radius:12px 4px 12px 12px}
${mine(' .who')}{display:none}
.withdraw{display:none;border:0;background:none;color:var(--quiet);font-size:12px;padding:0;text-decoration:underline}
${mine(' .withdraw')}{display:inline}
.plain{white-space:pre-wrap}
.quote{color:var(--quiet);font-size:13px;border-left:2px solid var(--line);padding-left:8px;margin-bottom:4px!important;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.gone{color:var(--quiet);font-style:italic}
.meta{display:flex;gap:8px;font-size:12px;color:var(--quiet);padding:2px 2px 0}
.reactions{display:flex;gap:6px;padding-top:4px;font-size:13px}
.reactions>span{background:var(--surface);border:1px solid var(--line);border-radius:999px;padding:0 9px}
.typing i{display:inline-block;width:4px;height:4px;border-radius:50%;background:var(--quiet);margin-left:3px;animation:blink 1.2s infinite}
.typing i:nth-of-type(2){animation-delay:.2s}.typing i:nth-of-type(3){animation-delay:.4s}
@keyframes blink{0%,60%{opacity:.25}30%{opacity:1}}
.caret{display:inline-block;width:7px;height:15px;background:var(--accent);border-radius:2px;animation:blink 1s infinite;vertical-align:-2px}
.card{display:grid;gap:8px;min-width:0}
.card h3,.post h3{margin:0;font-size:15px}
.card hr,.post hr{border:0;border-top:1px solid var(--line);width:100%}
.columns{display:flex;flex-wrap:wrap;gap:8px}
.note{color:var(--quiet);font-size:13px}
.markdown>:first-child{margin-top:0}.markdown>:last-child{margin-bottom:0}
.markdown p,.markdown ul,.markdown ol{margin:6px 0}.markdown ul,.markdown ol{padding-left:20px}
.markdown h1,.markdown h2,.markdown h3,.markdown h4{font-size:15px;margin:8px 0 4px}
.markdown pre,.post pre{background:var(--ground);border-radius:8px;padding:8px 10px;overflow:auto;margin:6px 0}
.markdown pre code,.post pre code{padding:0;background:none}
.markdown blockquote{margin:6px 0;padding-left:10px;border-left:3px solid var(--line);color:var(--quiet)}
table{border-collapse:collapse;font-size:13px}th,td{border:1px solid var(--line);padding:3px 8px;text-align:left}
.bubble img{max-width:100%;border-radius:8px;display:block}
.members{display:flex;flex-wrap:wrap;gap:6px;padding:8px 14px;border-bottom:1px solid var(--line);align-items:center;font-size:13px}
.members button{border:1px solid var(--line);border-radius:999px;background:var(--surface);padding:2px 10px;font-size:13px}
.composer{display:flex;gap:8px;padding:10px 12px;border-top:1px solid var(--line);align-items:flex-end}
.composer textarea{flex:1;resize:none;border:1px solid var(--line);border-radius:12px;background:var(--ground);padding:9px 12px;max-height:132px;line-height:1.45;min-height:42px}
.composer .button{padding:9px 14px}
.attach{border:1px solid var(--line);border-radius:12px;min-width:42px;min-height:42px;display:grid;place-items:center;font-size:20px;cursor:pointer}
.attach:has(+input:focus-visible){outline:2px solid var(--link);outline-offset:2px}
.toast{position:absolute;left:50%;bottom:80px;transform:translateX(-50%);background:var(--ink);color:var(--surface);border-radius:999px;padding:6px 16px;font-size:13px;max-width:84%}
.toast:empty{display:none}
`;
