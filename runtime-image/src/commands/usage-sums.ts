/** Sums of `/usage`. Pure. */
import type { TokenUsage } from '../agent/messages.ts';
import type { Locale, TokenPrices } from '../config/settings.ts';

export type UsageRange = 'today' | '7d' | '30d' | 'month';

/** First and last day of a range that ends today; days are `YYYY-MM-DD`. */
export function dayRange(range: UsageRange, today: string): { from: string; to: string } {
  if (range === 'month') return { from: `${today.slice(0, 7)}-01`, to: today };
  const days = { today: 1, '7d': 7, '30d': 30 }[range];
  const from = new Date(Date.parse(`${today}T00:00:00Z`) - (days - 1) * 86_400_000);
  return { from: from.toISOString().slice(0, 10), to: today };
}

/** In the money of the prices; null without prices. */
export function usageCost(usage: TokenUsage, prices: TokenPrices | null): number | null {
  if (prices === null) return null;
  const { input, cached, output } = usage;
  const fresh = Math.max(input - cached, 0);
  return (fresh * prices.input + cached * prices.cacheRead + output * prices.output) / 1_000_000;
}

/** The line under an answer. Empty when nothing was used. */
export function usageFooter(
  mode: 'off' | 'tokens' | 'full',
  used: { usage: TokenUsage; model: string | null; prices: TokenPrices | null },
  locale: Locale,
): string {
  const { usage, model, prices } = used;
  if (mode === 'off' || usage.input + usage.output === 0) return '';
  const tokens =
    locale === 'zh'
      ? `用量：输入 ${usage.input}（缓存 ${usage.cached}），输出 ${usage.output}`
      : `Usage: ${usage.input} in (${usage.cached} cached), ${usage.output} out`;
  const cost = usageCost(usage, prices);
  const more =
    mode === 'full' ? [cost === null ? '' : cost.toFixed(4), model ?? ''].filter((part) => part !== '') : [];
  return `*${[tokens, ...more].join(' · ')}*`;
}
