import { expect, it } from 'vitest';
import type { AccessRules } from '../config/settings.ts';
import { decideAccess, type AccessDecision } from './policy.ts';

const rules: AccessRules = {
  dmPolicy: 'pairing',
  allowFrom: [],
  groupPolicy: 'allowlist',
  groupAllowFrom: [],
  groupSenderAllowFrom: [],
  requireMention: true,
  groups: {},
};
const people = {
  ownerId: 'owner',
  approved: (id: string) => id === 'friend',
  groupApproved: (id: string) => id === 'colleague',
};

function direct(sender: string, change: Partial<AccessRules> = {}): AccessDecision {
  const chat = { id: 'c', kind: 'direct', threadId: null } as const;
  return decideAccess(
    { chat, sender: { id: sender, name: '' }, mentionsBot: false },
    { ...rules, ...change },
    people,
  );
}
function group(sender: string, change: Partial<AccessRules> = {}, mentionsBot = true): AccessDecision {
  const chat = { id: 'g1', kind: 'group', threadId: null } as const;
  return decideAccess(
    { chat, sender: { id: sender, name: '' }, mentionsBot },
    { ...rules, ...change },
    people,
  );
}
const entry = (more: object = {}) => ({
  g1: { enabled: true, requireMention: null, allowFrom: [], ...more },
});

it.each([
  [direct('owner'), 'allow', 'owner'],
  [direct('friend'), 'allow', 'approved'],
  [direct('stranger'), 'pair', 'unknown_sender'],
  [direct('stranger', { allowFrom: ['stranger'] }), 'allow', 'allow_list'],
  [direct('stranger', { dmPolicy: 'allowlist' }), 'ignore', 'not_on_allow_list'],
  [direct('friend', { dmPolicy: 'allowlist' }), 'allow', 'approved'],
  [direct('stranger', { dmPolicy: 'open', allowFrom: ['*'] }), 'allow', 'open'],
  [direct('owner', { dmPolicy: 'disabled' }), 'ignore', 'direct_disabled'],
])('in private (%#): %j', (decision, kind, reason) => {
  expect(decision).toEqual({ kind, reason });
});

it.each([
  [group('owner'), 'allow', 'owner'],
  [group('owner', {}, false), 'ignore', 'not_mentioned'],
  [group('owner', { groupPolicy: 'disabled' }), 'ignore', 'group_disabled'],
  [group('friend'), 'ignore', 'group_not_allowed'],
  [group('friend', { groupAllowFrom: ['g1'] }), 'allow', 'allow_list'],
  [group('friend', { groupAllowFrom: ['friend'] }), 'allow', 'allow_list'],
  [group('friend', { groups: entry() }), 'allow', 'allow_list'],
  [group('friend', { groups: entry({ enabled: false }) }), 'ignore', 'group_disabled'],
  [group('friend', { groups: entry({ requireMention: false }) }, false), 'allow', 'allow_list'],
  [group('friend', { groups: entry({ allowFrom: ['other'] }) }), 'ignore', 'group_sender_not_allowed'],
  [group('friend', { groupPolicy: 'open' }), 'allow', 'open'],
  [
    group('friend', { groupPolicy: 'open', groupSenderAllowFrom: ['other'] }),
    'ignore',
    'group_sender_not_allowed',
  ],
  [group('friend', { groupPolicy: 'open', requireMention: false }, false), 'allow', 'open'],
])('in a group (%#): %j', (decision, kind, reason) => {
  expect(decision).toEqual({ kind, reason });
});
