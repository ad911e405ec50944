import { expect, test } from 'vitest';
import { promptParts } from './prompt-parts.ts';

test('a request is told by its lines, files and tools, and nothing of it is left out', () => {
  const content =
    'You are.\nToday.\n\n<file name="A.md">\nfirst\n</file>\n\n<file name="B.md" truncated="true">\nsecond\n</file>';
  const messages = [
    { role: 'system', content },
    { role: 'user', content: 'hi' },
  ];
  const tools = [{ type: 'function', function: { name: 'ls', description: 'List.', parameters: {} } }];
  const parts = promptParts({ messages, tools });
  expect(parts.map(({ name }) => name)).toEqual([
    'system lines',
    'file A.md',
    'file B.md',
    'tool ls',
    'conversation',
  ]);
  const whole = JSON.stringify(messages).length + JSON.stringify(tools).length;
  const told = parts.reduce((sum, { chars }) => sum + chars, 0);
  expect(Math.abs(whole - told)).toBeLessThan(10);
  expect(promptParts({ messages: [] }).map(({ name }) => name)).toEqual(['system lines', 'conversation']);
});
