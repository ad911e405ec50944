import { expect, it } from 'vitest';
import { decideSend } from './send-policy.ts';

const deny = { action: 'deny', channel: null, chatKind: null, keyPrefix: null } as const;
const where = { channel: 'feishu', chatKind: 'group', sessionKey: 'agent:main:feishu:group:oc_1' } as const;
const held = { kind: 'hold', reason: 'send_policy' };

it.each([
  [undefined, { fallback: 'allow', rules: [] }, { kind: 'send' }],
  [undefined, { fallback: 'deny', rules: [] }, held],
  [undefined, { fallback: 'allow', rules: [{ ...deny, chatKind: 'group' }] }, held],
  [undefined, { fallback: 'allow', rules: [{ ...deny, chatKind: 'direct' }] }, { kind: 'send' }],
  [undefined, { fallback: 'allow', rules: [{ ...deny, channel: 'dingtalk' }] }, { kind: 'send' }],
  [undefined, { fallback: 'allow', rules: [{ ...deny, keyPrefix: 'feishu:group:' }] }, held],
  [undefined, { fallback: 'allow', rules: [{ ...deny, keyPrefix: 'agent:main:feishu' }] }, held],
  [undefined, { fallback: 'allow', rules: [{ ...deny, keyPrefix: 'cron:' }] }, { kind: 'send' }],
  // one that denies wins over one that allows
  [undefined, { fallback: 'deny', rules: [{ ...deny, action: 'allow' }] }, { kind: 'send' }],
  [undefined, { fallback: 'deny', rules: [{ ...deny, action: 'allow' }, deny] }, held],
  // the session's own word wins over all
  ['on', { fallback: 'deny', rules: [deny] }, { kind: 'send' }],
  ['off', { fallback: 'allow', rules: [] }, { kind: 'hold', reason: 'send_off' }],
] as const)('/send %s under %j: %j', (own, policy, what) => {
  expect(decideSend(own, { fallback: policy.fallback, rules: [...policy.rules] }, where)).toEqual(what);
});
