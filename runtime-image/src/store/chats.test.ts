import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inbound, removeDir, tempDir } from '../testing.ts';
import { createChats, type Chats } from './chats.ts';
import { openDatabase, type Database } from './database.ts';

let dir: string;
let database: Database;
let chats: Chats;
let now = 1_000_000;
beforeEach(() => {
  dir = tempDir();
  now = 1_000_000;
  database = openDatabase(path.join(dir, 'gateway.sqlite'));
  chats = createChats(database, () => now);
});
afterEach(() => {
  database.close();
  removeDir(dir);
});

const group = (chatId: string, name: string) =>
  chats.note({ channel: 'feishu', accountId: 'default', chatId, kind: 'group', name });

test('chats of messages are known, a private one by the name of its person', () => {
  chats.noteMessage(inbound('hi', { sender: { id: 'ou_1', name: 'Ada' } }), () => true);
  const named = { id: 'oc_g', kind: 'group', threadId: null, name: '销售群' } as const;
  chats.noteMessage(inbound('hi', { chat: named }), () => true);
  expect(chats.list().map(({ chatId, kind, name }) => [chatId, kind, name])).toEqual(
    expect.arrayContaining([
      ['oc_direct', 'direct', 'Ada'],
      ['oc_g', 'group', '销售群'],
    ]),
  );
});

test('a chat that may not be named is not kept, and whether it may is asked only while there is something to write', () => {
  let asked = 0;
  const ask = (answer: boolean) => (): boolean => {
    asked += 1;
    return answer;
  };
  const message = inbound('hi', { sender: { id: 'ou_1', name: 'Ada' } });
  chats.noteMessage(message, ask(false));
  expect(chats.list()).toEqual([]);
  chats.noteMessage(message, ask(true));
  chats.noteMessage(message, ask(false));
  expect([chats.list().length, asked]).toEqual([1, 2]);
  chats.noteMessage(inbound('hi', { sender: { id: 'ou_1', name: 'Ada L.' } }), ask(true));
  expect([chats.list()[0]?.name, asked]).toEqual(['Ada L.', 3]);
});

test('a chat is found by its whole name before others that only contain it', () => {
  group('oc_1', '销售群');
  group('oc_2', '销售群（华东）');
  expect(chats.named('销售 群').map(({ chatId }) => chatId)).toEqual(['oc_1']);
  expect(chats.named('华东').map(({ chatId }) => chatId)).toEqual(['oc_2']);
  expect(
    chats
      .named('销售')
      .map(({ chatId }) => chatId)
      .sort(),
  ).toEqual(['oc_1', 'oc_2']);
  expect(chats.named('  ')).toEqual([]);
  expect(chats.named('财务')).toEqual([]);
});

test('a busy chat is written once an hour, a new name at once, and no name takes a known one away', () => {
  const writes = () =>
    Number((database.sqlite.prepare('SELECT total_changes() AS n').get() as { n: number }).n);
  group('oc_1', 'A');
  database.commit();
  const before = writes();
  now += 3_599_000;
  group('oc_1', 'A');
  group('oc_1', '');
  expect(writes()).toBe(before);
  group('oc_1', 'B');
  now += 3_600_000;
  group('oc_1', '');
  expect(chats.list()).toMatchObject([{ name: 'B', lastAt: now }]);
});

test('a chat that the bot left is gone, and comes back when it is seen again', () => {
  group('oc_1', 'A');
  chats.gone('feishu', 'default', 'oc_1');
  expect(chats.list()).toEqual([]);
  group('oc_1', 'A');
  expect(chats.list()).toHaveLength(1);
});
