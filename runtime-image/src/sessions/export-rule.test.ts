import { expect, it } from 'vitest';
import { decideExport, type ExportFacts } from './export-rule.ts';

const mainKey = 'agent:main:main';
const groupKey = 'agent:main:feishu:group:oc_1';
const ownKey = 'agent:main:feishu:direct:ou_bo';
const facts = (more: Partial<ExportFacts>): ExportFacts => ({
  ...{ isOwner: true, place: 'direct', sessionKey: mainKey, mainKey, hasPath: false },
  ...more,
});

it.each<[string, Partial<ExportFacts>, object]>([
  ['the owner in private', {}, { kind: 'write', tools: true, keeps: true }],
  ['the owner at a path', { hasPath: true }, { kind: 'write', tools: true, keeps: true }],
  ['the owner in a group', { place: 'group', sessionKey: groupKey }, { tools: false, keeps: true }],
  [
    'the owner in a group that shares the private session',
    { place: 'group', sessionKey: 'agent:main:dingtalk:user:u1' },
    { kind: 'refuse', reason: 'private_words' },
  ],
  [
    'the owner at a path from a group',
    { place: 'group', sessionKey: groupKey, hasPath: true },
    { kind: 'refuse', reason: 'path_of_owner' },
  ],
  ['a guest in private', { isOwner: false, sessionKey: ownKey }, { tools: false, keeps: false }],
  ['a guest in the owner’s session', { isOwner: false }, { kind: 'refuse', reason: 'shared_session' }],
  [
    'a guest at a path',
    { isOwner: false, sessionKey: ownKey, hasPath: true },
    { kind: 'refuse', reason: 'path_of_owner' },
  ],
  [
    'a member of a group',
    { isOwner: false, place: 'group', sessionKey: groupKey },
    { tools: false, keeps: false },
  ],
])('%s', (_who, more, expected) => {
  expect(decideExport(facts(more))).toMatchObject(expected);
});
