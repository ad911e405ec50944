/** The system prompt. Small, since every turn pays for it, and the same from turn to turn, so that vendors can cache it. */
import type { Agent, Locale } from '../config/settings.ts';
import type { PromptFile } from './workspace.ts';

export type PromptFacts = {
  agent: Agent;
  files: PromptFile[];
  /** `YYYY-MM-DD, weekday`; no time of day, which would change every prompt */
  day: string;
  timeZone: string;
  locale: Locale;
  where: 'private' | 'group';
  canExec: boolean;
  /** the one folder that tools write; absent: all of the workspace */
  writes?: string;
  /** older messages of the conversation are no longer in the prompt */
  trimmed: boolean;
  /** what an API caller adds */
  extra: string;
};

/** of one set of files: days go by, and groups read other words than private chats */
const textsMax = 16;
const built = new WeakMap<PromptFile[], Map<string, string>>();

/** The same string for the same facts, as long as the files are the same array. */
export function systemPrompt(facts: PromptFacts): string {
  const { files, extra, ...rest } = facts;
  if (extra !== '') return buildSystemPrompt(facts);
  let texts = built.get(files);
  if (texts === undefined) built.set(files, (texts = new Map()));
  const { agent, day, timeZone, locale, where, canExec, writes, trimmed } = rest;
  const key = [
    agent.name,
    agent.theme,
    agent.workspace,
    day,
    timeZone,
    locale,
    where,
    canExec,
    writes,
    trimmed,
  ].join('\n');
  let text = texts.get(key);
  if (text !== undefined) return text;
  if (texts.size >= textsMax) texts.clear();
  text = buildSystemPrompt(facts);
  texts.set(key, text);
  return text;
}

/** What all chats of an agent share comes first, what differs from chat to chat and from day to day last, so that vendors can cache the rest. */
function buildSystemPrompt(facts: PromptFacts): string {
  const { agent } = facts;
  const shared = [
    `You are ${agent.name ?? 'the assistant'}, a personal assistant living on the user's own small cloud computer.`,
    ...(agent.theme === null ? [] : [`Your field: ${agent.theme}.`]),
    `Your tools work in the folder ${agent.workspace}; paths may be relative to it.${
      facts.writes === undefined ? '' : ` Write files in ${facts.writes}/ only.`
    }${facts.canExec ? '' : ' You cannot run programs here.'}`,
    'Markdown is shown. Do not narrate routine tool calls. Never claim to have done what a tool did not confirm.',
  ];
  const own = [
    `Today is ${facts.day} (${facts.timeZone}). The user's language is usually ${facts.locale === 'zh' ? 'Chinese' : 'English'}.`,
  ];
  if (facts.where === 'group')
    own.push(
      'This is a group chat; each message begins with the name of its sender in brackets. When a message needs no answer from you, answer exactly NO_REPLY.',
    );
  if (facts.trimmed) {
    own.push(
      'The beginning of this conversation is no longer shown to you. If it matters, look into your files or ask.',
    );
  }
  const files = facts.files.map(
    ({ name, text, truncated }) =>
      `<file name="${name}"${truncated ? ' truncated="true"' : ''}>\n${text}\n</file>`,
  );
  const extra = facts.extra === '' ? [] : [facts.extra];
  return [shared.join('\n'), ...files, own.join('\n'), ...extra].join('\n\n');
}
