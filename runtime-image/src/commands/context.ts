import type { Locale } from '../config/settings.ts';
import { choice } from './arguments.ts';
import type { Bilingual, Command } from './command.ts';

/** A piece of the prompt; tokens are estimated. */
export type PromptPart = {
  kind: 'system' | 'file' | 'frame' | 'tool' | 'summary' | 'history';
  name: string;
  chars: number;
  tokens: number;
  /** a file of which only the beginning is shown */
  truncated: boolean;
  /** messages, of the history */
  count: number | null;
};

/** `model` null: none is configured, and there is no prompt. */
export type ContextParts = {
  model: string | null;
  /** of the model, in tokens */
  window: number;
  /** what the conversation may grow to, in tokens, before its beginning is summed up or left out */
  historyMax: number;
  parts: PromptPart[];
};

const forms = ['list', 'detail', 'json'] as const;

export const contextCommand: Command = {
  name: 'context',
  group: 'sessions',
  usage: '[list | detail | json]',
  help: { zh: '说明上下文由什么组成、各占多少', en: 'explains what the prompt is made of, with sizes' },
  details: {
    zh: '`list` 按类别，`detail` 逐个文件和工具，`json` 原始数据。token 数为估算。',
    en: '`list`: by kind; `detail`: each file and tool; `json`: the figures. Tokens are estimated.',
  },
  examples: ['/context', '/context detail'],
  immediate: true,
  access: 'allowed',
  run({ args, locale, explainContext }) {
    const form = args === '' ? 'list' : choice(args, forms);
    const context = explainContext();
    if (form === 'json') return { text: `\`\`\`json\n${JSON.stringify(context, null, 1)}\n\`\`\`` };
    if (context.model === null)
      return { text: locale === 'zh' ? '还没有配置模型。' : 'No model is configured yet.' };
    return { text: told(context, form, locale) };
  },
};

const kindTexts: Record<PromptPart['kind'], Bilingual> = {
  system: { zh: '系统说明', en: 'system lines' },
  file: { zh: '工作区文件', en: 'workspace files' },
  frame: { zh: '文件的标记', en: 'marks around the files' },
  tool: { zh: '工具说明', en: 'tools' },
  summary: { zh: '之前对话的摘要', en: 'summary of earlier conversation' },
  history: { zh: '对话', en: 'conversation' },
};

function told(
  { model, window, historyMax, parts }: ContextParts,
  form: 'list' | 'detail',
  locale: Locale,
): string {
  const zh = locale === 'zh';
  const kinds = [...new Set(parts.map(({ kind }) => kind))];
  const lines = kinds.flatMap((kind) => {
    const own = parts.filter((part) => part.kind === kind);
    const count = kind === 'history' ? own[0]!.count : kind === 'file' || kind === 'tool' ? own.length : null;
    const head = `- ${kindTexts[kind][locale]}${count === null ? '' : ` (${count})`}: ${size(own, locale)}`;
    const isSplit = form === 'detail' && (kind === 'file' || kind === 'tool');
    const cut = zh ? '，只显示开头' : ', only its beginning is shown';
    const each = own.map((part) => `  - ${part.name}: ${size([part], locale)}${part.truncated ? cut : ''}`);
    return isSplit ? [head, ...each] : [head];
  });
  const tokens = parts.reduce((sum, part) => sum + part.tokens, 0);
  const percent = Math.round((tokens / window) * 100);
  const cutFiles = parts.filter(({ truncated }) => truncated).map(({ name }) => name);
  return [
    zh ? `下一次提问的组成（${model}）：` : `The next prompt is made of (${model}):`,
    ...lines,
    zh
      ? `合计 ${size(parts, locale)}，占窗口 ${window} 的 ${percent}%`
      : `In all ${size(parts, locale)}, ${percent} % of the window of ${window}`,
    zh
      ? `对话最多保留约 ${historyMax} 个 token，之后会压缩（/compact）。`
      : `The conversation is kept up to about ${historyMax} tokens, then it is compacted (/compact).`,
    ...(cutFiles.length === 0 || form === 'detail'
      ? []
      : [
          zh
            ? `太长、只显示开头的文件：${cutFiles.join('、')}`
            : `Too long, only the beginning is shown: ${cutFiles.join(', ')}`,
        ]),
  ].join('\n');
}

function size(parts: readonly PromptPart[], locale: Locale): string {
  const chars = parts.reduce((sum, part) => sum + part.chars, 0);
  const tokens = parts.reduce((sum, part) => sum + part.tokens, 0);
  return locale === 'zh'
    ? `${chars} 字符，约 ${tokens} 个 token`
    : `${chars} characters, about ${tokens} tokens`;
}
