import { expect, it } from 'vitest';
import { mayGive, standingOf, type Standing, type StandingFacts } from './standing.ts';

const rules = {
  allowFrom: ['listed'],
  groupAllowFrom: ['group-listed', 'g1'],
  groupSenderAllowFrom: ['group-sender'],
  groups: { g1: { enabled: true, requireMention: null, allowFrom: ['of-g1'] } },
};
const direct = { id: 'c', kind: 'direct' } as const;
const group = { id: 'g1', kind: 'group' } as const;

it.each<[string, Partial<StandingFacts>, Standing]>([
  ['the owner', { isOwner: true }, 'owner'],
  ['the owner of a chat without rules', { isOwner: true, rules: null }, 'owner'],
  ['a stranger', {}, 'anyone'],
  ['one approved by pairing', { approved: true }, 'allowed'],
  ['one approved by pairing, in a group', { approved: true, chat: group }, 'allowed'],
  ['one on allowFrom, in a group', { senderId: 'listed', chat: group }, 'allowed'],
  ['one on allowFrom', { senderId: 'listed' }, 'allowed'],
  ['anybody where private chats are open', { rules: { ...rules, allowFrom: ['*'] } }, 'allowed'],
  [
    'anybody of a group, though private chats are open',
    { rules: { ...rules, allowFrom: ['*'] }, chat: group },
    'anyone',
  ],
  ['one added for groups, in private', { groupApproved: true }, 'anyone'],
  ['one added for groups, in a group', { groupApproved: true, chat: group }, 'allowed'],
  ['one named for groups', { senderId: 'group-sender', chat: group }, 'allowed'],
  ['one named for groups, in private', { senderId: 'group-sender' }, 'anyone'],
  ['one named for this group', { senderId: 'of-g1', chat: group }, 'allowed'],
  ['one named for another group', { senderId: 'of-g1', chat: { ...group, id: 'g2' } }, 'anyone'],
])('%s has the standing that the rules give', (_, facts, standing) => {
  const whole = { senderId: 'x', chat: direct, isOwner: false, rules, approved: false, groupApproved: false };
  expect(standingOf({ ...whole, ...facts })).toBe(standing);
});

it('lets each standing do what those below it may', () => {
  const order = ['anyone', 'allowed', 'owner'] as const;
  for (const [at, needed] of order.entries())
    expect(order.filter((standing) => mayGive(needed, standing))).toEqual(order.slice(at));
});
