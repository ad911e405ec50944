import fc from 'fast-check';
import { expect, it } from 'vitest';
import { messageTokens } from './context-window.ts';
import type { AgentMessage } from './messages.ts';
import { shorterPrompt } from './shorter-prompt.ts';

const user = (text: string): AgentMessage => ({ role: 'user', text });
const says = (text: string): AgentMessage => ({ role: 'assistant', text, reasoning: '', toolCalls: [] });
const calls = (id: string): AgentMessage => ({
  ...{ role: 'assistant', text: '', reasoning: '' },
  toolCalls: [{ id, name: 'read', input: '{}' }],
});
const output = (callId: string, chars: number): AgentMessage => ({
  ...{ role: 'tool', callId, name: 'read', ok: true },
  output: 'x'.repeat(chars),
});

it('long results are cut first, so that no words are left out for them', () => {
  const messages = [user('old'), says('yes'), user('read it'), calls('a'), output('a', 16_000)];
  const shorter = shorterPrompt(messages)!;
  expect(shorter.slice(0, 4)).toEqual(messages.slice(0, 4));
  expect(shorter[4]).toMatchObject({ role: 'tool', callId: 'a', ok: true });
  expect(JSON.stringify(shorter[4])).toContain('14500 characters left out');
});

it('then older turns go, never the last one', () => {
  const messages = [user('a'.repeat(4_000)), says('b'.repeat(4_000)), user('now')];
  expect(shorterPrompt(messages)).toEqual([user('now')]);
  expect(shorterPrompt([user('x'.repeat(100_000))])).toBeNull();
});

it('ends after a few rounds, keeps the newest words, and each result its call', () => {
  const turn = fc
    .record({
      words: fc.nat(9_000),
      outputs: fc.array(fc.nat(20_000), { maxLength: 4 }),
      answered: fc.boolean(),
    })
    .map(({ words, outputs, answered }) => [
      user('w'.repeat(words)),
      ...outputs.flatMap((chars, index) => [calls(`${index}`), output(`${index}`, chars)]),
      ...(answered ? [says('done')] : []),
    ]);
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 8 }), (turns) => {
      let messages = turns.flat();
      const tokens = (): number => messages.reduce((sum, message) => sum + messageTokens(message), 0);
      const newest = messages.findLast(({ role }) => role === 'user');
      for (let round = 0; ; round += 1) {
        expect(round).toBeLessThan(40);
        const before = tokens();
        const shorter = shorterPrompt(messages);
        if (shorter === null) break;
        messages = shorter;
        expect(tokens()).toBeLessThan(before);
        expect(messages).toContainEqual(newest);
        expect(messages[0]?.role).toBe('user');
        messages.forEach((message, index) => {
          if (message.role === 'tool') expect(messages[index - 1]).toMatchObject(calls(message.callId));
        });
      }
    }),
    { numRuns: 100 },
  );
});
