import type { Locale, TokenPrices } from '../config/settings.ts';
import type { UsageRow } from '../store/usage.ts';
import { dayRange, usageCost, type UsageRange } from './usage-sums.ts';
import { choice } from './arguments.ts';
import type { Command } from './command.ts';

/** What `/usage` sees. */
export type UsageControls = {
  /** of all sessions, for the owner, whose money it is; else of this session */
  whose: 'all' | 'session';
  /** newest day first; days as `YYYY-MM-DD` */
  rows(from: string, to: string): UsageRow[];
  /** null: it costs nothing by the token, or nobody said what */
  pricesOf(model: string): TokenPrices | null;
  /** in the user's time zone */
  today: string;
};

const ranges = ['today', '7d', '30d', 'month'] as const satisfies readonly UsageRange[];
const footers = ['off', 'tokens', 'full'] as const;

export const usageCommand: Command = {
  name: 'usage',
  group: 'basics',
  usage: '[today | 7d | 30d | month | off | tokens | full]',
  help: { zh: '按天和模型显示用量与费用', en: 'shows tokens and cost by day and model' },
  details: {
    zh: '`tokens`、`full`：每个回答后面附上用量（`full` 还有费用和模型），`off` 取消。费用按配置里的单价 models[].cost 计算；套餐没有单价，只显示用量。主人看到全部会话的合计，其他人看到当前会话的。',
    en: '`tokens`, `full`: each answer ends with what it used (`full`: cost and model too), `off` ends that. Cost comes from the prices in the configuration (models[].cost); a plan has none. The owner sees the sums of all sessions, others those of the session.',
  },
  examples: ['/usage', '/usage today', '/usage month', '/usage tokens'],
  immediate: true,
  access: 'allowed',
  run({ args, locale, usage, changeSettings }) {
    // as upstream has it
    const asked = args.toLowerCase() === 'cost' ? '' : args;
    const wanted = asked === '' ? '7d' : choice(asked, [...ranges, ...footers]);
    const footer = footers.find((each) => each === wanted);
    if (footer !== undefined) {
      changeSettings({ usage: footer === 'off' ? undefined : footer });
      return { text: footerTexts[footer][locale] };
    }
    const { from, to } = dayRange(wanted as UsageRange, usage.today);
    return { text: table(usage.rows(from, to), usage, { from, to }, locale) };
  },
};

const footerTexts: Record<(typeof footers)[number], Record<Locale, string>> = {
  off: { zh: '回答后面不再附上用量。', en: 'Answers no longer end with their usage.' },
  tokens: {
    zh: '本会话的回答后面会附上用量。',
    en: 'Answers of this session end with the tokens they used.',
  },
  full: {
    zh: '本会话的回答后面会附上用量、费用和模型。',
    en: 'Answers of this session end with tokens, cost and model.',
  },
};

function table(
  rows: readonly UsageRow[],
  { pricesOf, whose }: UsageControls,
  { from, to }: { from: string; to: string },
  locale: Locale,
): string {
  const zh = locale === 'zh';
  const what = {
    all: zh ? '用量' : 'Usage',
    session: zh ? '这个会话的用量' : 'Usage of this session',
  }[whose];
  const title = `${what} ${from === to ? to : zh ? `${from} 至 ${to}` : `${from} to ${to}`}`;
  if (rows.length === 0) return `${title}\n${zh ? '没有用量。' : 'Nothing was used.'}`;
  const costs = rows.map((row) => usageCost(row, pricesOf(row.model)));
  const isPriced = costs.some((cost) => cost !== null);
  const header = [
    ...(zh
      ? ['日期', '模型', '次数', '输入', '其中缓存', '输出']
      : ['Day', 'Model', 'Turns', 'Input', 'of it cached', 'Output']),
    ...(isPriced ? [zh ? '费用' : 'Cost'] : []),
  ];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const cellsOf = (
    day: string,
    model: string,
    sum: Omit<UsageRow, 'day' | 'model'>,
    cost: number | null,
  ): string[] => [
    day,
    model,
    number(sum.requests),
    number(sum.input),
    number(sum.cached),
    number(sum.output),
    ...(isPriced ? [cost === null ? '–' : money(cost)] : []),
  ];
  const sum = rows.reduce(
    (all, row) => ({
      requests: all.requests + row.requests,
      input: all.input + row.input,
      cached: all.cached + row.cached,
      output: all.output + row.output,
    }),
    { requests: 0, input: 0, cached: 0, output: 0 },
  );
  const total = isPriced ? costs.reduce<number>((all, cost) => all + (cost ?? 0), 0) : null;
  return [
    title,
    '',
    line(header),
    line(header.map(() => '---')),
    ...rows.map((row, index) => line(cellsOf(row.day, row.model, row, costs[index] ?? null))),
    line(cellsOf(zh ? '合计' : 'Sum', '', sum, total)),
    ...(isPriced
      ? [
          '',
          zh
            ? '费用按配置里每百万 token 的单价估算。'
            : 'Cost is estimated by the configured prices per million tokens.',
        ]
      : []),
  ].join('\n');
}

const number = (value: number): string => value.toLocaleString('en-US');
const money = (value: number): string => (value >= 1 ? value.toFixed(2) : value.toFixed(4));
