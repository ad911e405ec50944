/** A conversation as a file that people read. Pure. */
import type { ChatMessage } from '../control/chat.ts';
import type { Locale } from '../config/settings.ts';
import { localTime } from '../local-time.ts';

type ExportFormat = 'md' | 'html';

export type Exported = {
  messages: readonly ChatMessage[];
  sessionKey: string;
  /** ms */
  at: number;
  /** there was more before the first message */
  isCut: boolean;
  /** whether calls of tools are shown */
  tools: boolean;
  timeZone: string;
  locale: Locale;
};

const toolCharsMax = 2_000;

const words = {
  zh: {
    title: '对话',
    user: '用户',
    assistant: '助手',
    notice: '网关',
    cut: '更早的内容太长，没有导出。',
    made: (at: string, zone: string) => `导出于 ${at}（${zone}）`,
  },
  en: {
    title: 'Conversation',
    user: 'User',
    assistant: 'Assistant',
    notice: 'Gateway',
    cut: 'What was said before is too long and was left out.',
    made: (at: string, zone: string) => `Exported ${at} (${zone})`,
  },
};

export function exportText(format: ExportFormat, exported: Exported): string {
  return format === 'md' ? markdown(exported) : html(exported);
}

function markdown(exported: Exported): string {
  const { messages, sessionKey, isCut, locale } = exported;
  const own = words[locale];
  const parts = [
    `# ${own.title}`,
    `${madeAt(exported)} · \`${sessionKey.replaceAll('`', '')}\``,
    ...(isCut ? [`> ${own.cut}`] : []),
  ];
  for (const message of messages) {
    parts.push(`## ${headOf(message, exported)}`, message.text);
    for (const tool of toolsOf(message, exported)) parts.push(`- \`${tool.name}\``, block(tool.text));
  }
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function html(exported: Exported): string {
  const { messages, sessionKey, isCut, locale } = exported;
  const own = words[locale];
  const articles = messages.map((message) => {
    const tools = toolsOf(message, exported).map(
      ({ name, text }) =>
        `<details><summary><code>${escaped(name)}</code></summary><pre>${escaped(text)}</pre></details>`,
    );
    return `<article class="${message.role}"><h2>${escaped(headOf(message, exported))}</h2><div>${escaped(message.text)}</div>${tools.join('')}</article>`;
  });
  return `<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${own.title}</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.6 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h2 { font-size: 0.85rem; font-weight: 600; opacity: 0.75; margin: 2rem 0 0.25rem; }
div, pre { white-space: pre-wrap; overflow-wrap: anywhere; }
.user div { border-inline-start: 3px solid; padding-inline-start: 0.75rem; }
</style>
<h1>${own.title}</h1>
<p>${escaped(madeAt(exported))} · <code>${escaped(sessionKey)}</code></p>
${isCut ? `<p>${own.cut}</p>\n` : ''}${articles.join('\n')}
</html>
`;
}

function headOf({ role, at, model }: ChatMessage, { locale, timeZone }: Exported): string {
  const by = model === null ? '' : ` · ${model}`;
  return `${words[locale][role]} · ${clock(timeZone, Date.parse(at))}${by}`;
}

function toolsOf(message: ChatMessage, { tools }: Exported): { name: string; text: string }[] {
  if (!tools) return [];
  return message.tools.map(({ name, input, output }) => ({ name, text: `${cut(input)}\n\n${cut(output)}` }));
}

function madeAt({ at, timeZone, locale }: Exported): string {
  return words[locale].made(clock(timeZone, at), timeZone);
}

function clock(timeZone: string, at: number): string {
  const { date, hour, minute } = localTime(timeZone, at);
  return `${date} ${`${hour}`.padStart(2, '0')}:${`${minute}`.padStart(2, '0')}`;
}

function cut(text: string): string {
  return text.length <= toolCharsMax ? text : `${text.slice(0, toolCharsMax).toWellFormed()} …`;
}

function block(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}\n${text}\n${fence}`;
}

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => signs[sign]!);
}
