/** How a Feishu bot talks: marks, threads, groups, limits, from its own keys and from `messages`. */
import type { GroupScope } from './schema/group-scopes.ts';
import type { FeishuAccount, FeishuGroup } from '../channels/feishu-account.ts';
import type { OpenClawFile } from './openclaw-schema.ts';
import type { FeishuAccountFile } from './schema/feishu-channel.ts';

type Talk = Pick<
  FeishuAccount,
  | 'typingMark'
  | 'responsePrefix'
  | 'textCharactersMax'
  | 'mediaBytesMax'
  | 'greetsGroups'
  | 'historyLimit'
  | 'groupPrompts'
  | 'groups'
>;

/** the platform takes more, but a longer text is hard to read on a phone */
const textCharactersMax = 3_500;
const mediaMegabytes = 30;
const historyLimit = 20;

export function readTalk(keys: FeishuAccountFile, { messages }: Pick<OpenClawFile, 'messages'>): Talk {
  const groups = Object.entries(keys.groups ?? {});
  const scope = messages?.ackReactionScope;
  const marks = keys.typingIndicator !== false && scope !== 'off' && scope !== 'none';
  return {
    typingMark: !marks ? 'off' : scope === 'direct' ? 'direct' : 'all',
    responsePrefix: keys.responsePrefix ?? messages?.responsePrefix ?? '',
    textCharactersMax: Math.min(keys.textChunkLimit ?? textCharactersMax, textCharactersMax),
    mediaBytesMax: Math.floor((keys.mediaMaxMb ?? mediaMegabytes) * 1024 * 1024),
    greetsGroups: keys.groupPolicy !== 'disabled',
    historyLimit: keys.historyLimit ?? messages?.groupChat?.historyLimit ?? historyLimit,
    groupPrompts: Object.fromEntries(
      groups.flatMap(([id, { systemPrompt }]) => (systemPrompt ? [[id, systemPrompt]] : [])),
    ),
    groups: {
      ...Object.fromEntries(groups.map(([id, group]) => [id, readGroup(group)])),
      '*': readGroup({ ...keys, ...keys.groups?.['*'] }),
    },
  };
}

type GroupKeys = Pick<
  FeishuAccountFile,
  'groupSessionScope' | 'topicSessionMode' | 'replyInThread' | 'requireMention'
>;

function readGroup(keys: GroupKeys): FeishuGroup {
  const topics = isOn(keys.topicSessionMode);
  const older: GroupScope | null = topics === null ? null : topics ? 'group_topic' : 'group';
  return {
    scope: keys.groupSessionScope ?? older,
    replyInThread: isOn(keys.replyInThread),
    requireMention: keys.requireMention ?? null,
  };
}

const isOn = (value: boolean | 'enabled' | 'disabled' | undefined): boolean | null =>
  value === undefined ? null : value === true || value === 'enabled';
