/** The plans of a subscriber, lowest first. */
export const tiers = ['lite', 'pro', 'max'] as const;
export type Tier = (typeof tiers)[number];

export const isTier = (text: string): text is Tier => (tiers as readonly string[]).includes(text);
