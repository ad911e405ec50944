import { tiers, type Tier } from './plan.ts';

export const intervals = ['month', 'year'] as const;
export type Interval = (typeof intervals)[number];

export interface PlanKey {
  tier: Tier;
  interval: Interval;
}

/** `plan_pro_month`: the lookup key under which a plan's price is found at the payment provider. */
const planKey = ({ tier, interval }: PlanKey): string => `plan_${tier}_${interval}`;

export const planKeys: readonly string[] = tiers.flatMap((tier) =>
  intervals.map((interval) => planKey({ tier, interval })),
);

/** Null: no plan of ours. */
export function parsePlanKey(key: string | null): PlanKey | null {
  const [prefix, tier, interval, ...rest] = key?.split('_') ?? [];
  if (prefix !== 'plan' || rest.length > 0) return null;
  const found = {
    tier: tiers.find((each) => each === tier),
    interval: intervals.find((each) => each === interval),
  };
  return found.tier && found.interval ? (found as PlanKey) : null;
}

export const isPackKey = (key: string | null): key is string => /^points_\w+$/.test(key ?? '');
