/** A card with buttons: a question, and what stands in their place once it is settled. Pure, but for nothing. */
import type { Action } from '../channel.ts';
import { summarize } from '../markdown/signs.ts';
import type { Outgoing } from './render.ts';
import { toCardMarkdown } from './render/markdown.ts';

/** What a pressed button carries. Only this app gets it back, and only from its own cards. */
export type PressValue = { command: string; label: string };

const labelCharactersMax = 20;
export const actionsMax = 12;

export function renderQuestion(text: string, actions: readonly Action[]): Outgoing {
  return card(text, [
    { tag: 'markdown', element_id: 'question', content: toCardMarkdown(text) },
    {
      tag: 'column_set',
      flex_mode: 'flow',
      columns: actions.slice(0, actionsMax).map(({ label, command, style }) => ({
        tag: 'column',
        width: 'auto',
        elements: [
          {
            tag: 'button',
            type: style === 'danger' ? 'danger' : style === 'primary' ? 'primary' : 'default',
            text: { tag: 'plain_text', content: shortLabel(label) },
            behaviors: [{ type: 'callback', value: { command, label } satisfies PressValue }],
          },
        ],
      })),
    },
  ]);
}

export function renderSettled(text: string, outcome: string): Outgoing {
  return card(outcome, [
    { tag: 'markdown', element_id: 'question', content: toCardMarkdown(text) },
    { tag: 'hr' },
    { tag: 'markdown', element_id: 'outcome', content: toCardMarkdown(outcome) },
  ]);
}

const card = (summary: string, elements: object[]): Outgoing => ({
  type: 'interactive',
  content: JSON.stringify({
    schema: '2.0',
    config: { update_multi: true, summary: { content: summarize(summary) } },
    body: { elements },
  }),
});

const shortLabel = (label: string): string => [...label].slice(0, labelCharactersMax).join('');
