import { expect, test } from 'vitest';
import type { ChatRequest } from './chat-request.ts';
import { answerAsSandbox } from './sandbox-model.ts';

const tool = (name: string, ...properties: string[]) => ({
  type: 'function' as const,
  function: { name, parameters: { properties: Object.fromEntries(properties.map((key) => [key, {}])) } },
});
const tools = [tool('write', 'path', 'content'), tool('read', 'path'), tool('ls', 'path')];
const saying = (text: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'sandbox',
  messages: [{ role: 'user', content: text }],
  ...more,
});
const textOf = (request: ChatRequest): string => {
  const step = answerAsSandbox(request).at(-1)!;
  return step.type === 'text' ? step.text : '';
};

test('a greeting is answered in its language, naming the sandbox model', () => {
  expect(textOf(saying('你好'))).toMatch(/^你好，我是沙盒模型/);
  expect(textOf(saying('hello'))).toMatch(/^Hello, I am the sandbox model/);
});

test('the answer says how many earlier messages of the user it sees', () => {
  const messages = [
    { role: 'system', content: 'x' },
    { role: 'user', content: '一' },
    { role: 'assistant', content: '好' },
    { role: 'user', content: '二' },
    { role: 'assistant', content: '好' },
    { role: 'user', content: '三' },
  ];
  expect(textOf(saying('', { messages }))).toContain('2 条消息');
});

test.each([
  ['把“买牛奶”写入 todo.md', { path: 'todo.md', content: '买牛奶' }],
  ['请把会议纪要写入文件 notes/today.md', { path: 'notes/today.md', content: '会议纪要' }],
  ['write hello world to notes.txt', { path: 'notes.txt', content: 'hello world' }],
  ['Write "a to b" to the file x.md please', { path: 'x.md', content: 'a to b' }],
])('"%s" calls write when it is offered', (text, wanted) => {
  expect(answerAsSandbox(saying(text, { tools }))).toMatchObject([
    { type: 'tool', name: 'write', arguments: wanted },
  ]);
  expect(answerAsSandbox(saying(text))).toMatchObject([{ type: 'text' }]);
});

test.each([
  ['读取 todo.md', 'read', { path: 'todo.md' }],
  ['read notes.txt', 'read', { path: 'notes.txt' }],
  ['ls', 'ls', { path: '.' }],
  ['列出文件', 'ls', { path: '.' }],
])('"%s" calls %s', (text, name, wanted) => {
  expect(answerAsSandbox(saying(text, { tools }))).toMatchObject([{ type: 'tool', name, arguments: wanted }]);
});

test.each([
  ['把 report/a.md 发给我', 'report/a.md'],
  ['[沙盒用户] 发给我 todo.md', 'todo.md'],
  ['send me todo.md', 'todo.md'],
])('"%s" sends %s when message is offered', (text, path) => {
  const offered = [...tools, tool('message', 'action', 'files')];
  expect(answerAsSandbox(saying(text, { tools: offered }))).toMatchObject([
    { type: 'tool', name: 'message', arguments: { action: 'send', files: [path] } },
  ]);
  expect(answerAsSandbox(saying(text))).toMatchObject([{ type: 'text' }]);
});

test('a wish for any file writes one and then sends it', () => {
  const offered = [...tools, tool('message', 'action', 'files')];
  const first = answerAsSandbox(saying('来个文件', { tools: offered }));
  expect(first).toMatchObject([{ type: 'tool', name: 'write' }]);
  const messages = [
    { role: 'user', content: '来个文件' },
    { role: 'assistant', tool_calls: [{ id: 'c', function: { name: 'write', arguments: '{}' } }] },
    { role: 'tool', tool_call_id: 'c', content: 'Wrote 10 bytes.' },
  ] as ChatRequest['messages'];
  const second = answerAsSandbox(saying('', { tools: offered, messages }));
  expect(second).toMatchObject([{ type: 'tool', name: 'message', arguments: { files: ['sandbox.txt'] } }]);
});

test('a program between backquotes is run when exec is offered, and only then', () => {
  const offered = [...tools, tool('exec', 'command', 'timeoutSeconds')];
  const run = saying('运行 `cat todo.md | wc -l`', { tools: offered });
  expect(answerAsSandbox(run)).toMatchObject([
    { type: 'tool', name: 'exec', arguments: { command: 'cat todo.md | wc -l' } },
  ]);
  expect(answerAsSandbox(saying('运行 `ls`', { tools }))).toMatchObject([{ type: 'text' }]);
});

test('the call uses the argument names of the offered tool', () => {
  const offered = [tool('write', 'file_path', 'content')];
  expect(answerAsSandbox(saying('write a to b.txt', { tools: offered }))).toMatchObject([
    { arguments: { file_path: 'b.txt', content: 'a' } },
  ]);
});

test('after a tool the answer is made from its result', () => {
  const messages = [
    { role: 'user', content: '读取 todo.md' },
    { role: 'assistant', content: null, tool_calls: [{ id: 'c1', function: { name: 'read' } }] },
    { role: 'tool', tool_call_id: 'c1', content: '买牛奶' },
  ];
  expect(textOf(saying('', { messages, tools }))).toBe('文件内容是：\n\n买牛奶');
});

test('the thinking model shows its thoughts first', () => {
  expect(answerAsSandbox(saying('hi', { model: 'sandbox-thinking' })).map(({ type }) => type)).toEqual([
    'reasoning',
    'text',
  ]);
});
