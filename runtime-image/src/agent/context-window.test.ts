import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  estimateTokens,
  firstKept,
  historyLimit,
  historyMessagesMax,
  messageTokens,
} from './context-window.ts';
import type { AgentMessage } from './messages.ts';

const user = (text: string): AgentMessage => ({ role: 'user', text });
const assistant = (text: string): AgentMessage => ({ role: 'assistant', text, reasoning: '', toolCalls: [] });
const tool = (output: string): AgentMessage => ({ role: 'tool', callId: '1', name: 'ls', output, ok: true });

const kept = (messages: AgentMessage[], limit: number): number =>
  firstKept(messages, messages.map(messageTokens), limit);

it('counts a Chinese character as a token and four Latin ones as one', () => {
  expect(estimateTokens('你好世界')).toBe(4);
  expect(estimateTokens('abcdefgh')).toBe(2);
});

it('keeps everything while it fits', () => {
  expect(kept([user('a'), assistant('b')], 100)).toBe(0);
});

it('drops whole turns, down to half of the limit at once', () => {
  const turns = Array.from({ length: 10 }, () => [user('x'.repeat(400)), assistant('y')]).flat();
  const first = kept(turns, 900);
  expect(turns[first]?.role).toBe('user');
  const size = turns.slice(first).reduce((sum, message) => sum + messageTokens(message), 0);
  expect(size).toBeLessThanOrEqual(450);
});

it('begins what it keeps with a user message and always keeps the newest turn', () => {
  const message = fc.oneof(
    fc.string({ maxLength: 60 }).map(user),
    fc.string({ maxLength: 60 }).map(assistant),
    fc.string({ maxLength: 60 }).map(tool),
  );
  fc.assert(
    fc.property(fc.array(message, { maxLength: 300 }), fc.integer({ min: 50, max: 500 }), (rest, limit) => {
      const messages = [user('first'), ...rest];
      const first = kept(messages, limit);
      expect(messages[first]?.role).toBe('user');
      expect(first).toBeLessThanOrEqual(messages.findLastIndex(({ role }) => role === 'user'));
    }),
  );
});

it('limits the number of messages too', () => {
  const many = Array.from({ length: historyMessagesMax }, () => [user('a'), assistant('b')]).flat();
  expect(many.length - kept(many, 1e9)).toBeLessThanOrEqual(historyMessagesMax / 2);
});

it('leaves room for the answer in a small window', () => {
  expect(historyLimit(8_000, 4_000, 1_000, 32_000)).toBeLessThan(3_001);
  expect(historyLimit(128_000, 64_000, 1_000, 32_000)).toBe(32_000);
});
