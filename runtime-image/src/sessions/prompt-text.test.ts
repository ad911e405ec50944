import { expect, it } from 'vitest';
import type { AgentMessage } from '../agent/messages.ts';
import { completeToolCalls } from './prompt-text.ts';

const call = (id: string) => ({ id, name: 'exec', input: '{}' });
const asked = (...ids: string[]): AgentMessage => ({
  role: 'assistant',
  text: '',
  reasoning: '',
  toolCalls: ids.map(call),
});
const result = (id: string): AgentMessage => ({
  role: 'tool',
  callId: id,
  name: 'exec',
  output: 'x',
  ok: true,
});
const user: AgentMessage = { role: 'user', text: 'go on' };
const cut = (id: string) => ({
  role: 'tool',
  callId: id,
  ok: false,
  output: expect.stringContaining('interrupted') as string,
});

it('gives each call that was cut short a result that says so, in its place', () => {
  expect(completeToolCalls([user, asked('a', 'b'), result('a')])).toMatchObject([
    user,
    asked('a', 'b'),
    result('a'),
    cut('b'),
  ]);
  expect(completeToolCalls([asked('a'), user])).toMatchObject([asked('a'), cut('a'), user]);
});

it('leaves a complete conversation as it is', () => {
  const complete = [user, asked('a'), result('a'), user];
  expect(completeToolCalls(complete)).toEqual(complete);
});
