import { describe, expect, it } from 'vitest';
import type { UsageRow } from '../store/usage.ts';
import type { CommandContext } from './command.ts';
import { dayRange, usageCost, usageFooter } from './usage-sums.ts';
import { usageCommand } from './usage.ts';

const prices = { input: 2, output: 8, cacheRead: 0.5, cacheWrite: 0 };
const row = (day: string, model: string, input: number, cached: number, output: number): UsageRow => ({
  ...{ day, model, input, cached, output },
  requests: 1,
});

describe('usage', () => {
  it.each([
    ['today', '2026-03-01', '2026-03-01'],
    ['7d', '2026-02-23', '2026-03-01'],
    ['30d', '2026-01-31', '2026-03-01'],
    ['month', '2026-03-01', '2026-03-01'],
  ] as const)('of %s begins on %s', (range, from, to) => {
    expect(dayRange(range, '2026-03-01')).toEqual({ from, to });
  });

  it('costs less for what was cached, and nothing where there is no price', () => {
    const usage = { input: 1_000_000, cached: 400_000, output: 100_000 };
    expect(usageCost(usage, prices)).toBeCloseTo(1.2 + 0.2 + 0.8);
    expect(usageCost(usage, null)).toBeNull();
  });

  it('stands under an answer as far as the session asked for it', () => {
    const used = { usage: { input: 100, cached: 40, output: 10 }, model: 'a/b', prices };
    expect(usageFooter('off', used, 'en')).toBe('');
    expect(usageFooter('tokens', used, 'en')).toBe('*Usage: 100 in (40 cached), 10 out*');
    expect(usageFooter('full', used, 'zh')).toBe('*用量：输入 100（缓存 40），输出 10 · 0.0002 · a/b*');
    expect(usageFooter('full', { ...used, usage: { input: 0, cached: 0, output: 0 } }, 'en')).toBe('');
  });
});

describe('/usage', () => {
  const asked: string[] = [];
  const answer = async (args: string, rows: UsageRow[]): Promise<string> => {
    const usage = {
      rows: (from: string, to: string) => (asked.push(`${from} ${to}`), rows),
      whose: 'all',
      pricesOf: (model: string) => (model === 'p/priced' ? prices : null),
      today: '2026-03-01',
    };
    const context = { args, locale: 'en', usage, changeSettings: () => {} };
    return (await usageCommand.run(context as unknown as CommandContext)).text;
  };

  it('sums tokens by day and model, and money where a price is known', async () => {
    const rows = [row('2026-03-01', 'p/plan', 10_000, 0, 5), row('2026-02-28', 'p/priced', 1_000_000, 0, 0)];
    const text = await answer('', rows);
    expect(asked.at(-1)).toBe('2026-02-23 2026-03-01');
    expect(text).toContain('| 2026-03-01 | p/plan | 1 | 10,000 | 0 | 5 | – |');
    expect(text).toContain('| 2026-02-28 | p/priced | 1 | 1,000,000 | 0 | 0 | 2.00 |');
    expect(text).toContain('| Sum |  | 2 | 1,010,000 | 0 | 5 | 2.00 |');
    // upstream's word for it
    expect(await answer('cost', rows)).toBe(text);
  });

  it('shows no money where nothing has a price, and says when there was nothing', async () => {
    expect(await answer('today', [row('2026-03-01', 'p/plan', 1, 0, 1)])).not.toContain('Cost');
    expect(await answer('today', [])).toBe('Usage 2026-03-01\nNothing was used.');
  });
});
