import { describe, expect, test } from 'vitest';
import { normalizeMessage, type Identity } from './normalize.ts';

const identity: Identity = {
  accountId: 'default',
  appId: 'cli_0123456789abcdef',
  bot: { id: 'ou_bot', name: '小池' },
  locale: 'zh',
  groups: {},
};
const english: Identity = { ...identity, locale: 'en' };
const nobody = { nameOf: () => undefined };

/** As the SDK's dispatcher flattens it; ids as documented. */
function event(
  message: Record<string, unknown> = {},
  sender: Record<string, unknown> = {},
  appId = identity.appId,
) {
  return {
    schema: '2.0',
    event_id: '5e3702a84e847582be8db7fb73283c02',
    token: '',
    create_time: '1795327808588',
    event_type: 'im.message.receive_v1',
    tenant_key: 't',
    app_id: appId,
    sender: {
      sender_id: { open_id: 'ou_a1b2c3d4e5f6', union_id: 'on_1', user_id: '' },
      sender_type: 'user',
      tenant_key: 't',
      ...sender,
    },
    message: {
      message_id: 'om_1',
      create_time: '1795327808588',
      update_time: '1795327808588',
      chat_id: 'oc_1',
      chat_type: 'p2p',
      message_type: 'text',
      content: '{"text":"你好"}',
      ...message,
    },
  };
}

const mentionOfBot = {
  key: '@_user_1',
  id: { open_id: 'ou_bot', union_id: 'on_b', user_id: '' },
  name: 'Bot',
  tenant_key: 't',
  mentioned_type: 'bot',
};
const mentionOfMei = {
  key: '@_user_2',
  id: { open_id: 'ou_mei', union_id: 'on_m', user_id: 'm' },
  name: '小美',
  tenant_key: 't',
};

function accepted(message: Record<string, unknown>, who = identity) {
  const result = normalizeMessage(event(message), who, nobody);
  if (result.kind === 'dropped') throw new Error(`dropped: ${result.reason}`);
  return result.message;
}

test('a private text message becomes an inbound message with the platform’s ids and time', () => {
  expect(normalizeMessage(event(), identity, nobody)).toEqual({
    kind: 'message',
    message: {
      channel: 'feishu',
      accountId: 'default',
      messageId: 'om_1',
      chat: { id: 'oc_1', kind: 'direct', threadId: null },
      sender: { id: 'ou_a1b2c3d4e5f6', name: 'd4e5f6' },
      text: '你好',
      mentionsBot: false,
      sentAt: 1795327808588,
    },
    names: [],
  });
});

test('a group message keeps its thread, and a known name replaces the tail of the open_id', () => {
  const result = normalizeMessage(event({ chat_type: 'group', thread_id: 'omt_1' }), identity, {
    nameOf: () => '小明',
  });
  expect(result).toMatchObject({
    message: { chat: { kind: 'group', threadId: 'omt_1' }, sender: { name: '小明' } },
  });
});

describe('what is not for the assistant is dropped with its reason', () => {
  test.each([
    ['wrong_app', event({}, {}, 'cli_ffffffffffffffff')],
    ['own_message', event({}, { sender_id: { open_id: 'ou_bot' }, sender_type: 'app' })],
    ['bot_message', event({}, { sender_id: { open_id: 'ou_other_bot' }, sender_type: 'app' })],
    ['malformed', { app_id: identity.appId }],
    ['malformed', event({ create_time: 'yesterday' })],
    ['malformed', null],
  ])('%s', (reason, given) => {
    expect(normalizeMessage(given, identity, nobody)).toEqual({ kind: 'dropped', reason });
  });
});

describe('mentions', () => {
  const mentions = [mentionOfBot, mentionOfMei];
  test.each([
    ['the own mention disappears', '@_user_1 hello', 'hello', true],
    ['also in the middle and at the end', 'ask @_user_1 now @_user_1', 'ask now', true],
    ['others get their names', '@_user_2 and @_user_1 meet', '@小美 and meet', true],
    ['an unknown key stays', '@_user_9 hello', '@_user_9 hello', true],
    ['the whole group is named', '@_all hello', '@所有人 hello', true],
    ['a bare mention is a call', '@_user_1', '@小池', true],
  ])('%s', (_, text, expected, mentionsBot) => {
    const message = accepted({ chat_type: 'group', content: JSON.stringify({ text }), mentions });
    expect(message).toMatchObject({ text: expected, mentionsBot });
  });

  test('the bot is recognised by open_id, not by name', () => {
    const namesake = { ...mentionOfBot, id: { open_id: 'ou_namesake' } };
    const message = accepted({ content: '{"text":"@_user_1 hi"}', mentions: [namesake] });
    expect(message).toMatchObject({ text: '@Bot hi', mentionsBot: false });
  });

  test('the tenth mention is not taken for the first', () => {
    const tenth = { ...mentionOfMei, key: '@_user_10' };
    const message = accepted({ content: '{"text":"@_user_10 hi"}', mentions: [mentionOfBot, tenth] });
    expect(message.text).toBe('@小美 hi');
  });

  test('names seen in mentions are handed on', () => {
    const result = normalizeMessage(event({ mentions: [mentionOfMei] }), identity, nobody);
    expect(result).toMatchObject({ names: [{ openId: 'ou_mei', name: '小美' }] });
  });
});

describe('rich text becomes Markdown', () => {
  const post = {
    title: '周报',
    content: [
      [
        { tag: 'text', text: '请看 ' },
        { tag: 'a', href: 'https://example.com', text: '这里' },
        { tag: 'at', user_id: '@_user_2', user_name: '' },
      ],
      [
        { tag: 'img', image_key: 'img_v3_x' },
        { tag: 'emotion', emoji_type: 'SMILE' },
      ],
      [{ tag: 'code_block', language: 'PYTHON', text: 'print(1)\n' }],
      [{ tag: 'hr' }],
      [{ tag: 'md', text: '**粗体**' }],
    ],
  };
  const expected =
    '周报\n请看 [这里](https://example.com)@小美\n[图片][SMILE]\n\n```python\nprint(1)\n```\n\n---\n**粗体**';

  test.each([
    ['as events carry it', post],
    ['wrapped by its language', { zh_cn: post }],
  ])('%s', (_, content) => {
    const message = accepted({
      message_type: 'post',
      content: JSON.stringify(content),
      mentions: [mentionOfMei],
    });
    expect(message.text).toBe(expected);
  });
});

describe('what the assistant cannot read is named', () => {
  test.each([
    ['image', '{"image_key":"img_v3_1"}', '[图片]', '[image]'],
    ['file', '{"file_key":"file_v3_1","file_name":"a.pdf"}', '[文件：a.pdf]', '[file: a.pdf]'],
    ['audio', '{"file_key":"f","duration":2000}', '[语音：2 s]', '[voice message: 2 s]'],
    ['media', '{"file_key":"f","file_name":"b.mp4"}', '[视频：b.mp4]', '[video: b.mp4]'],
    ['sticker', '{"file_key":"f"}', '[表情]', '[sticker]'],
    ['hologram', '{}', '[不支持的消息：hologram]', '[unsupported: hologram]'],
    ['text', '{"text":" \\n "}', '[空消息]', '[empty message]'],
    ['text', 'not json', '[空消息]', '[empty message]'],
    ['post', '{}', '[空消息]', '[empty message]'],
  ])('%s %s', (message_type, content, chinese, inEnglish) => {
    expect(accepted({ message_type, content }).text).toBe(chinese);
    expect(accepted({ message_type, content }, english).text).toBe(inEnglish);
  });
});

describe('what the assistant cannot open is told in a line', () => {
  test.each([
    ['location', { name: '老地方', latitude: '30.2', longitude: '120.1' }, '[位置：老地方 (30.2, 120.1)]'],
    ['share_chat', { chat_id: 'oc_2' }, '[群名片：oc_2]'],
    ['share_user', { user_id: 'ou_2' }, '[个人名片：ou_2]'],
    [
      'todo',
      { summary: { title: '', content: [[{ tag: 'text', text: '交报告' }]] }, due_time: '1795327808588' },
      '[任务：交报告 截止 2026-11-22T06:10Z]',
    ],
    ['vote', { topic: '午饭', options: ['面', '饭'] }, '[投票：午饭 面 / 饭]'],
    [
      'calendar',
      { summary: '周会', start_time: '1795327808', end_time: 'x' },
      '[日程：周会 2026-11-22T06:10Z]',
    ],
    ['video_chat', { topic: '例会', start_time: '0' }, '[视频会议：例会]'],
    ['hongbao', { text: '恭喜发财' }, '[红包：恭喜发财]'],
    [
      'system',
      { template: '{from_user} invited {to_chatters}', from_user: ['A'], to_chatters: ['B', 'C'] },
      '[系统消息：A invited B, C]',
    ],
    [
      'interactive',
      { title: '审批', elements: [[{ tag: 'text', text: '请假' }], [{ tag: 'button', text: '同意' }]] },
      '[卡片：审批 请假 同意]',
    ],
    [
      'interactive',
      {
        header: { title: { tag: 'plain_text', content: '卡' } },
        body: { elements: [{ tag: 'markdown', content: '字' }] },
      },
      '[卡片：卡 字]',
    ],
    ['folder', { file_key: 'f', file_name: '资料' }, '[文件夹：资料]'],
    ['vote', { topic: 5, options: 'x' }, '[投票]'],
    ['todo', null, '[任务]'],
  ])('%s', (message_type, content, expected) => {
    expect(accepted({ message_type, content: JSON.stringify(content) }).text).toBe(expected);
  });

  test('a hostile card costs nothing', () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 3_000; depth += 1) deep = [deep];
    const wide = Array.from({ length: 50_000 }, () => ({ text: 'y' }));
    const content = JSON.stringify({ title: 't', elements: wide, body: deep });
    expect(accepted({ message_type: 'interactive', content }).text.length).toBeLessThan(520);
  });
});

describe('odd characters', () => {
  const text = (value: string) => accepted({ content: JSON.stringify({ text: value }) }).text;

  test('control characters go, tabs and line ends stay', () => {
    expect(text('a\u0000b\u001b[31mc\td\r\ne\rf\u007f')).toBe('ab[31mc\td\ne\nf');
  });
  test('a lone half of an emoji becomes the replacement character, whole ones stay', () => {
    expect(text('ok \ud83d end 👩‍👩‍👧')).toBe('ok \ufffd end 👩‍👩‍👧');
  });
  test('a megabyte comes through whole', () => {
    expect(text('字'.repeat(350_000))).toHaveLength(350_000);
  });
});
