import { z } from 'zod';
import { exitCodes, Failure } from './failure.ts';
import { zonedTime } from './lists.ts';
import type { Session } from './session.ts';

const Policy = z.looseObject({
  claimFirstDay: z.string(),
  claimLastDay: z.string(),
  lastDayOfUse: z.string(),
});

export const Campaign = z.looseObject({
  id: z.string(),
  slug: z.string(),
  name: z.object({ zh: z.string(), en: z.string() }),
  state: z.string(),
  policy: Policy,
  nextPolicy: Policy.nullable(),
  nextPolicyFrom: z.string().nullable(),
  stock: z.number().nullable(),
  claimed: z.number(),
  held: z.number(),
  publishedAt: z.string().nullable(),
  pausedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  version: z.number(),
});
export type Campaign = z.output<typeof Campaign>;

/** AutoGLM's rules, for a draft that names none of its own. */
export const standardRules = {
  zone: 'Asia/Shanghai',
  tiers: ['pro', 'max'],
  points: { claim: 100, day: 100 },
  firstGrantDays: 1,
  bankDaysMax: 7,
  totalDaysMax: 31,
  retentionDays: 30,
};

/** By id or slug. */
export async function findCampaign({ api }: Session, word: string): Promise<Campaign> {
  if (z.uuid().safeParse(word).success) return api.get(`/campaigns/${word}`, { shape: Campaign });
  const shape = z.object({ items: z.array(Campaign) });
  const { items } = await api.get('/campaigns', { shape, query: { slug: word.slice(0, 64), limit: 1 } });
  if (items[0]) return items[0];
  throw new Failure(exitCodes.notFound, `There is no campaign "${word}": see "rockpool campaigns list".`);
}

export function showCampaign(session: Session, campaign: Campaign): void {
  session.show(campaign, ({ id, slug, name, state, stock, claimed, held, version, ...rest }) => {
    const { publishedAt, pausedAt, endedAt, policy, nextPolicy, nextPolicyFrom } = rest;
    session.out.facts({
      slug,
      id,
      name: `${name.zh} / ${name.en}`,
      state,
      stock: stock === null ? 'unlimited' : stock,
      claimed,
      held,
      version,
      ...(publishedAt && { published: zonedTime(publishedAt) }),
      ...(pausedAt && { paused: zonedTime(pausedAt) }),
      ...(endedAt && { ended: zonedTime(endedAt) }),
      ...policy,
    });
    if (!nextPolicy) return;
    session.out.line(`\nfrom ${zonedTime(nextPolicyFrom)}:`);
    session.out.facts(
      Object.fromEntries(
        Object.entries(nextPolicy).filter(
          ([key, value]) => JSON.stringify(value) !== JSON.stringify(policy[key]),
        ),
      ),
    );
  });
}
