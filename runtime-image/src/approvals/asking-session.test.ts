import { expect, it } from 'vitest';
import { askingSession, type StartedRun } from './asking-session.ts';

const runs: Record<string, StartedRun> = {
  child: { parentSession: 'group', origin: { messageId: 'om_1' } },
  grandchild: { parentSession: 'child-session', origin: { messageId: 'child' } },
  loop: { parentSession: 'x', origin: { messageId: 'loop' } },
};
const of = (messageId: string, sessionKey: string): string =>
  askingSession({ message: { messageId }, sessionKey }, (id) => runs[id] ?? null);

it('is that of the people, however many turns lie between', () => {
  expect(of('om_1', 'group')).toBe('group');
  expect(of('child', 'child-session')).toBe('group');
  expect(of('grandchild', 'owner-private')).toBe('group');
  expect(of('loop', 'y')).toBe('x');
});
