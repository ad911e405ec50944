import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ToolContext, ToolResult } from '../agent/tool.ts';
import { ChannelRefusal, type Channel, type Outgoing, type SendTarget } from '../channels/channel.ts';
import { GroupRobots } from '../channels/group-robots/robots.ts';
import type { Requester } from '../cron/target.ts';
import { requesterOf } from '../cron/target.ts';
import type { KnownChat } from '../store/chats.ts';
import { inbound, removeDir, tempDir } from '../testing.ts';
import { messageTool, type MessageRoom } from './message.ts';

let workspace: string;
let sent: { target: SendTarget; content: Outgoing; key: string }[];
let posts: { url: string; body: unknown }[];
let refusal: string | null;
const group: KnownChat = {
  ...{ channel: 'feishu', accountId: 'default', chatId: 'oc_sales', kind: 'group' as const },
  ...{ name: '销售群', lastAt: 1 },
};

beforeEach(() => {
  workspace = tempDir();
  sent = [];
  posts = [];
  refusal = null;
  writeFileSync(path.join(workspace, 'a.txt'), 'hello');
});
afterEach(() => removeDir(workspace));

const channel = {
  status: () => ({ channel: 'feishu', accountId: 'default' }),
  send(target: SendTarget, content: Outgoing, key: string) {
    if (refusal !== null) return Promise.reject(new ChannelRefusal(refusal));
    sent.push({ target, content, key });
    return Promise.resolve();
  },
} as unknown as Channel;

const room: MessageRoom = {
  channels: { find: (name) => (name === 'feishu' ? channel : null) },
  chats: { list: () => [group] },
  requester: (message, turn): Requester | null =>
    requesterOf(message, turn, (name) => name === 'feishu', null),
  targetFacts: () => ({
    bots: [{ channel: 'feishu', accountId: 'default', ownerId: 'ou_owner' }],
    chatsNamed: (name) => (name === '销售群' ? [group] : name === '群' ? [group, group] : []),
    allowHosts: [],
  }),
  robots: new GroupRobots({
    post(url, body) {
      posts.push({ url, body });
      return Promise.resolve({ status: 200, text: '{"errcode":0}' });
    },
    ...{ locale: () => 'zh', now: () => 1_795_327_808_588 },
  }),
};

const context = (more: Partial<ToolContext> = {}): ToolContext => ({
  ...{ workspace, signal: new AbortController().signal, agentId: 'main', sessionKey: 'agent:main:main' },
  ...{ turnId: 't1', callId: 'call_1', message: inbound('来个文件'), byOwner: true },
  ...more,
});
const use = async (input: Record<string, unknown>, more: Partial<ToolContext> = {}): Promise<ToolResult> => {
  try {
    return await messageTool(room).run({ action: 'send', ...input }, context(more));
  } catch (error) {
    return { output: (error as Error).message, ok: false };
  }
};
const guest = { byOwner: false, message: inbound('hi', { sender: { id: 'ou_guest', name: 'Bob' } }) };

describe('sending', () => {
  it('puts words and files into the chat of the turn, under the key of the call', async () => {
    const result = await use({ text: '给你', files: ['a.txt'] });
    expect(result).toEqual({ output: 'Sent with a.txt.', ok: true });
    expect(sent).toMatchObject([
      {
        target: { chatId: 'oc_direct', threadId: null },
        content: { text: '给你', files: [{ kind: 'file', name: 'a.txt', mimeType: 'text/plain' }] },
        key: 'message:t1:call_1',
      },
    ]);
    expect(Buffer.from(sent[0]!.content.files[0]!.bytes).toString()).toBe('hello');
  });

  it.each([
    ['销售群', { chatId: 'oc_sales', threadId: null }],
    ['oc_other', { chatId: 'oc_other', threadId: null }],
    ['ou_person', { userId: 'ou_person' }],
    ['me', { userId: 'ou_owner' }],
    ['here', { chatId: 'oc_direct', threadId: null }],
  ])('reaches %s', async (to, target) => {
    expect((await use({ to, text: 'x' })).ok).toBe(true);
    expect(sent[0]!.target).toEqual(target);
  });

  it.each(['销售群', 'oc_other', 'ou_person', 'me', 'https://example.com/hook'])(
    'a guest sends into their own chat only, not to %s',
    async (to) => {
      expect(await use({ to, text: 'x' }, guest)).toMatchObject({
        ok: false,
        output: expect.stringMatching(/Only the owner/),
      });
      expect((await use({ text: 'x' }, guest)).ok).toBe(true);
      expect(sent).toHaveLength(1);
    },
  );

  it('answers with the platform’s reason when it is refused', async () => {
    refusal = '机器人不在这个群里，请先把它加进群。';
    expect(await use({ text: 'x' })).toEqual({ output: `Not sent: ${refusal}`, ok: false });
  });

  it('says in the browser that files are not shown there', async () => {
    const web = { message: inbound('hi', { channel: 'web', accountId: 'default' }) };
    expect(await use({ files: ['a.txt'] }, web)).toMatchObject({
      ok: false,
      output: expect.stringMatching(/browser/),
    });
  });
});

describe('webhooks', () => {
  const dingtalk = 'https://oapi.dingtalk.com/robot/send?access_token=x';
  it('a group’s robot gets the words in its platform’s form, signed where it has a secret', async () => {
    expect((await use({ to: dingtalk, text: '**日报**' })).ok).toBe(true);
    const feishu = 'https://open.feishu.cn/open-apis/bot/v2/hook/abc';
    expect((await use({ to: feishu, text: 'x', secret: 's' }, { callId: 'call_2' })).ok).toBe(true);
    expect(posts.map(({ body }) => body)).toMatchObject([
      { msgtype: 'markdown' },
      { msg_type: 'text', sign: expect.any(String) },
    ]);
    expect(sent).toEqual([]);
  });

  it('takes no files and no plain http', async () => {
    expect(await use({ to: dingtalk, files: ['a.txt'] })).toMatchObject({
      ok: false,
      output: expect.stringMatching(/no files/),
    });
    expect(await use({ to: 'http://example.com/x', text: 'x' })).toMatchObject({
      ok: false,
      output: expect.stringMatching(/https/),
    });
  });
});

describe('what cannot be sent is said and nothing is sent', () => {
  it.each([
    [{}, /"text", "files" or both/],
    [{ text: 5 }, /must be a text/],
    [{ files: [5] }, /list of paths/],
    [{ files: Array.from({ length: 11 }, () => 'a.txt') }, /At most 10/],
    [{ text: 'x'.repeat(20_001) }, /send it as a file/],
    [{ files: ['none.txt'] }, /no such file/],
    [{ files: ['../outside.txt'] }, /outside/i],
    [{ files: ['/etc/passwd'] }, /outside/i],
    [{ files: ['link.txt'] }, /outside/i],
    [{ files: ['folder'] }, /not a file/],
    [{ files: ['empty.txt'] }, /empty/],
    [{ files: ['big.bin'] }, /30 MB/],
    [{ to: '群', text: 'x' }, /Several chats/],
    [{ to: '财务部', text: 'x' }, /no chat or person/],
    [{ to: 'none', text: 'x' }, /nobody/],
    [{ action: 'shout', text: 'x' }, /must be one of send, chats/],
  ])('%#: %j', async (input, reason) => {
    mkdirSync(path.join(workspace, 'folder'));
    symlinkSync('/etc/passwd', path.join(workspace, 'link.txt'));
    writeFileSync(path.join(workspace, 'empty.txt'), '');
    writeFileSync(path.join(workspace, 'big.bin'), 'x');
    truncateSync(path.join(workspace, 'big.bin'), 30 * 1024 * 1024 + 1);
    const result = await use(input);
    expect(result.ok).toBe(false);
    expect(result.output).toMatch(reason);
    expect(sent).toEqual([]);
  });
});

describe('the list of chats', () => {
  it('is for the owner in a private chat', async () => {
    expect(await use({ action: 'chats' })).toEqual({
      output: '销售群 · group · feishu · oc_sales',
      ok: true,
    });
    expect((await use({ action: 'chats' }, guest)).ok).toBe(false);
    const inGroup = inbound('hi', { chat: { id: 'oc_g', kind: 'group', threadId: null } });
    expect((await use({ action: 'chats' }, { message: inGroup })).ok).toBe(false);
  });
});

it('what is the owner’s is not sent by a guest’s turn, nor their memory into a group', async () => {
  writeFileSync(path.join(workspace, 'MEMORY.md'), 'the PIN is 4711');
  mkdirSync(path.join(workspace, 'shared'));
  writeFileSync(path.join(workspace, 'shared/plan.txt'), 'plan');
  expect(await use({ files: ['a.txt'] }, guest)).toMatchObject({ ok: false });
  const inGroup = { message: inbound('hi', { chat: { id: 'oc_sales', kind: 'group', threadId: null } }) };
  expect(await use({ files: ['MEMORY.md'] }, inGroup)).toMatchObject({ ok: false });
  expect(sent).toEqual([]);
  expect(await use({ files: ['shared/plan.txt'] }, guest)).toMatchObject({ ok: true });
});
