/** Buttons for channels that have none. */
import type { Outgoing } from './channel.ts';

/** The text with each action as a line of its own, command in code, so that it can be copied and sent. */
export function textWithActions({ text, actions = [] }: Pick<Outgoing, 'text' | 'actions'>): string {
  if (actions.length === 0) return text;
  return [text, '', ...actions.map(({ label, command }) => `${label}: \`${command}\``)].join('\n');
}
