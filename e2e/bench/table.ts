import { z } from 'zod';

export const Budgets = z.record(
  z.string(),
  z.object({
    what: z.string(),
    unit: z.string(),
    budget: z.number(),
    better: z.enum(['lower', 'higher']),
    upstream: z.string(),
  }),
);
export type Budgets = z.infer<typeof Budgets>;

export type Row = { id: string; what: string; ours: string; budget: string; upstream: string; met: boolean };

/** Sets measured figures beside their budgets. A figure without a budget is an error, so that nothing goes unchecked. */
export function judge(budgets: Budgets, figures: Record<string, number>): Row[] {
  return Object.entries(figures).map(([id, value]) => {
    const b = budgets[id];
    if (!b) throw new Error(`no budget for ${id}`);
    const met = b.better === 'lower' ? value <= b.budget : value >= b.budget;
    const withUnit = (n: number) =>
      `${n >= 100 ? Math.round(n).toLocaleString('en') : +n.toFixed(2)} ${b.unit}`.trim();
    return { id, what: b.what, ours: withUnit(value), budget: withUnit(b.budget), upstream: b.upstream, met };
  });
}

/** The rows as a Markdown table. */
export function render(rows: readonly Row[]): string {
  const lines = rows.map(
    (r) => `| ${r.what} | ${r.ours} | ${r.budget} | ${r.upstream || '–'} | ${r.met ? 'met' : '**missed**'} |`,
  );
  return ['| Quantity | Ours | Budget | Upstream | |', '|---|---|---|---|---|', ...lines].join('\n');
}
