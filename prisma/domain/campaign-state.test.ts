import { expect, test } from 'vitest';
import { byAttraction, campaignStatus, policyAt, type CampaignFacts } from './campaign-state.ts';
import { autoGlmPolicy } from './policy.ts';

const at = (text: string) => new Date(text);
const facts: CampaignFacts = {
  publishedAt: at('2026-02-01T00:00:00Z'),
  pausedAt: null,
  endedAt: null,
  policy: autoGlmPolicy,
  nextPolicy: null,
  nextPolicyFrom: null,
  stock: 10,
  claimed: 3,
  held: 0,
};
const open = at('2026-02-09T16:00:00Z');
const close = at('2026-03-10T16:00:00Z');
const end = at('2026-04-10T16:00:00Z');
const before = (instant: Date) => new Date(instant.getTime() - 1);

test.each<[string, Partial<CampaignFacts>, Date, string, [string, Date] | null]>([
  ['a draft', { publishedAt: null }, open, 'draft', null],
  ['published for later', { publishedAt: close }, open, 'scheduled', ['closed', close]],
  ['before the first day', {}, before(open), 'scheduled', ['open', open]],
  ['from the first instant of the first day', {}, open, 'open', ['closed', close]],
  ['in the last instant of the last day', {}, before(close), 'open', ['closed', close]],
  ['from the next midnight on', {}, close, 'closed', ['ended', end]],
  ['in the last instant of use', {}, before(end), 'closed', ['ended', end]],
  ['after the end of use', {}, end, 'ended', null],
  ['sold out', { claimed: 10 }, open, 'sold_out', ['closed', close]],
  ['sold out by places that are kept', { claimed: 8, held: 2 }, open, 'sold_out', ['closed', close]],
  ['unlimited', { stock: null, claimed: 999 }, open, 'open', ['closed', close]],
  ['paused', { pausedAt: open }, open, 'paused', ['closed', close]],
  ['paused before it opens', { pausedAt: before(open) }, before(open), 'scheduled', ['paused', open]],
  ['ended before its time', { endedAt: open }, open, 'ended', null],
])('%s', (_, change, now, state, next) => {
  const status = campaignStatus({ ...facts, ...change }, now);
  expect(status).toEqual({ state, next: next && { state: next[0], at: next[1] } });
});

test('a planned policy decides from its day on, and its dates are the ones announced', () => {
  const nextPolicy = { ...autoGlmPolicy, claimLastDay: '2026-03-20' };
  const edited = { ...facts, nextPolicy, nextPolicyFrom: at('2026-03-01T16:00:00Z') };
  expect(policyAt(edited, at('2026-03-01T15:59:59.999Z')).claimLastDay).toBe('2026-03-10');
  expect(policyAt(edited, at('2026-03-01T16:00:00Z')).claimLastDay).toBe('2026-03-20');
  expect(campaignStatus(edited, open).next).toEqual({ state: 'closed', at: at('2026-03-20T16:00:00Z') });
});

test('offers are shown open first, then those to wait for, then those that are over, the newest first', () => {
  const states = ['ended', 'closed', 'scheduled', 'paused', 'sold_out', 'open'] as const;
  const offers = states.flatMap((state) => [
    { state, publishedAt: at('2026-01-01T00:00:00Z') },
    { state, publishedAt: at('2026-01-02T00:00:00Z') },
  ]);
  const order = offers
    .sort(byAttraction)
    .map(({ state, publishedAt }) => `${state} ${publishedAt.getUTCDate()}`);
  expect(order).toEqual([...states].reverse().flatMap((state) => [`${state} 2`, `${state} 1`]));
});
