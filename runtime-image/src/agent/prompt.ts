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
  /** older messages of the conversation are no longer in the prompt */
  trimmed: boolean;
  /** what an API caller adds */
  extra: string;
};

export function buildSystemPrompt(facts: PromptFacts): string {
  const { agent } = facts;
  const lines = [
    `You are ${agent.name ?? 'the assistant'}, a personal assistant living on the user's own small cloud computer.`,
    ...(agent.theme === null ? [] : [`Your field: ${agent.theme}.`]),
    `Today is ${facts.day} (${facts.timeZone}). The user's language is usually ${facts.locale === 'zh' ? 'Chinese' : 'English'}.`,
    `Your tools work in the folder ${agent.workspace}; paths may be relative to it.${
      facts.canExec ? '' : ' You cannot run programs here.'
    }`,
    'Markdown is shown. Do not narrate routine tool calls. Never claim to have done what a tool did not confirm.',
  ];
  if (facts.where === 'group')
    lines.push('This is a group chat; each message begins with the name of its sender in brackets.');
  if (facts.trimmed) {
    lines.push(
      'The beginning of this conversation is no longer shown to you. If it matters, look into your files or ask.',
    );
  }
  const files = facts.files.map(
    ({ name, text, truncated }) =>
      `<file name="${name}"${truncated ? ' truncated="true"' : ''}>\n${text}\n</file>`,
  );
  return [lines.join('\n'), ...files, ...(facts.extra === '' ? [] : [facts.extra])].join('\n\n');
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The calendar day at `now` in a time zone, e.g. `2026-11-22, Sunday`. */
export function dayIn(timeZone: string, now: number): { date: string; withWeekday: string } {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit', weekday: 'long' } as const;
    formatters.set(timeZone, (formatter = new Intl.DateTimeFormat('en-CA', { timeZone, ...parts })));
  }
  const part = Object.fromEntries(formatter.formatToParts(now).map(({ type, value }) => [type, value]));
  const date = `${part.year}-${part.month}-${part.day}`;
  return { date, withWeekday: `${date}, ${part.weekday}` };
}
