import { expect, test } from 'vitest';
import type { ChatRequest } from './chat-request.ts';
import { readEdit } from './sandbox-edit.ts';
import { answerAsSandbox } from './sandbox-model.ts';

test.each([
  ['把 todo.md 里的“牛奶”改成“豆浆”', 'todo.md', false],
  ['把刚才的文件里的“牛奶”改成“豆浆”，再发给我', null, true],
  ['replace "牛奶" with "豆浆" in notes/todo.md and send it back', 'notes/todo.md', true],
  ['change "牛奶" to "豆浆" in the file', null, false],
])('"%s" is a wish to edit', (said, path, sendsBack) => {
  expect(readEdit(said)).toEqual({ path, oldText: '牛奶', newText: '豆浆', sendsBack });
});

const tools = ['edit', 'message', 'read', 'write'].map((name) => ({
  type: 'function' as const,
  function: { name, parameters: { properties: {} } },
}));
const said = '把刚才的文件里的“牛奶”改成“豆浆”，再发给我';
const asked: ChatRequest['messages'] = [
  { role: 'user', content: '[file inbox/2026-11-22/a1b2c3-todo.md, 12 bytes]' },
  { role: 'assistant', content: '收到' },
  { role: 'user', content: said },
];

test('the file that came last is edited and then sent', () => {
  const file = 'inbox/2026-11-22/a1b2c3-todo.md';
  const call = { path: file, oldText: '牛奶', newText: '豆浆' };
  expect(answerAsSandbox({ model: 'sandbox', messages: asked, tools })).toMatchObject([
    { type: 'tool', name: 'edit', arguments: call },
  ]);
  const after = (content: string): ChatRequest => ({
    model: 'sandbox',
    tools,
    messages: [
      ...asked,
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', function: { name: 'edit', arguments: JSON.stringify(call) } }],
      },
      { role: 'tool', tool_call_id: 'c', content },
    ],
  });
  expect(answerAsSandbox(after('Replaced.'))).toMatchObject([
    { type: 'tool', name: 'message', arguments: { action: 'send', files: [file] } },
  ]);
  // what was not changed is not sent as if it were
  expect(answerAsSandbox(after('Error: oldText does not occur in the file.'))).toMatchObject([
    { type: 'text' },
  ]);
});

test('without a file to edit there is no call', () => {
  const messages = [{ role: 'user', content: said }];
  expect(answerAsSandbox({ model: 'sandbox', messages, tools })).toMatchObject([{ type: 'text' }]);
});
