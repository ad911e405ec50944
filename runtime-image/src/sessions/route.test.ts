import { expect, it } from 'vitest';
import type { Agent, Binding } from '../config/settings.ts';
import { route } from './route.ts';

const agent = (id: string): Agent => ({ id, name: null, theme: null, models: [], workspace: '/' });
const agents = { main: agent('main'), work: agent('work') };
const direct = { id: 'oc_1', kind: 'direct', threadId: null } as const;
const group = { id: 'oc_g', kind: 'group', threadId: null } as const;
const message = { channel: 'feishu', accountId: 'a', chat: direct, sender: { id: 'ou_1', name: '' } };
const rules = { agents, defaultAgentId: 'main', bindings: [] as Binding[], dmScope: 'main' as const };

it.each([
  [message, rules, 'agent:main:main'],
  [{ ...message, chat: group }, rules, 'agent:main:feishu:group:oc_g'],
  [{ ...message, chat: { ...group, threadId: 'omt_1' } }, rules, 'agent:main:feishu:group:oc_g:thread:omt_1'],
  [
    { ...message, channel: 'dingtalk', chat: { ...direct, scope: 'user' as const } },
    { ...rules, dmScope: 'per-peer' as const },
    'agent:main:dingtalk:user:ou_1',
  ],
  [
    { ...message, channel: 'dingtalk', chat: { ...group, scope: 'user' as const } },
    rules,
    'agent:main:dingtalk:user:ou_1',
  ],
  [message, { ...rules, dmScope: 'per-peer' as const }, 'agent:main:direct:ou_1'],
  [message, { ...rules, dmScope: 'per-channel-peer' as const }, 'agent:main:feishu:direct:ou_1'],
  [message, { ...rules, dmScope: 'per-account-channel-peer' as const }, 'agent:main:feishu:a:direct:ou_1'],
  [{ ...message, channel: 'web' }, { ...rules, dmScope: 'per-peer' as const }, 'agent:main:main'],
  [
    { ...message, channel: 'api', accountId: 'work', chat: { ...direct, id: 'openai-user:u' } },
    rules,
    'agent:work:openai-user:u',
  ],
])('session %#: $2', (from, given, key) => {
  expect(route(from, given).sessionKey).toBe(key);
});

it.each([
  ['the owner', 'ou_1', 'agent:main:main'],
  ['somebody else', 'ou_owner', 'agent:main:feishu:direct:ou_1'],
  ['a bot of nobody', null, 'agent:main:main'],
])('the main session is the owner’s: %s', (_, ownerId, key) => {
  expect(route(message, rules, ownerId).sessionKey).toBe(key);
  expect(route({ ...message, channel: 'web' }, rules, 'ou_owner').sessionKey).toBe('agent:main:main');
});

it('lets the most precise binding choose the agent', () => {
  const any: Binding = { agentId: 'main', channel: 'feishu', accountId: null, peer: null };
  const account: Binding = { ...any, agentId: 'work', accountId: 'a' };
  const peer: Binding = { ...any, agentId: 'main', peer: { kind: 'group', id: 'oc_g' } };
  expect(route(message, { ...rules, bindings: [any, account] }).agentId).toBe('work');
  expect(route({ ...message, chat: group }, { ...rules, bindings: [account, peer] }).agentId).toBe('main');
  expect(route(message, { ...rules, bindings: [{ ...account, agentId: 'gone' }] }).agentId).toBe('main');
});

it.each([
  [undefined, 'omt_1', 'agent:main:feishu:group:oc_1:thread:omt_1'],
  ['group', 'omt_1', 'agent:main:feishu:group:oc_1'],
  ['group_sender', 'omt_1', 'agent:main:feishu:group:oc_1:sender:ou_1'],
  ['group_topic', null, 'agent:main:feishu:group:oc_1'],
  ['group_topic_sender', 'omt_1', 'agent:main:feishu:group:oc_1:thread:omt_1:sender:ou_1'],
] as const)('a group whose scope is %s, thread %s: %s', (scope, threadId, expected) => {
  const chat = { id: 'oc_1', kind: 'group', threadId, ...(scope && { scope }) } as const;
  const message = { channel: 'feishu', accountId: 'default', chat, sender: { id: 'ou_1', name: '' } };
  const rules = { agents: {}, defaultAgentId: 'main', bindings: [], dmScope: 'main' } as const;
  expect(route(message, { ...rules, bindings: [] }).sessionKey).toBe(expected);
});
