import { describe, expect, test } from 'vitest';
import { isFileAddress, isPlatformAddress } from './normalize/address.ts';
import { normalizeMessage, replyViaOf, type Identity } from './normalize.ts';

const identity: Identity = {
  accountId: 'bot1',
  appId: 'ding1',
  openUrl: 'https://oapi.dingtalk.com',
  locale: 'zh',
  sessions: { direct: 'channel', group: 'group' },
  memory: null,
};
const webhook = 'https://oapi.dingtalk.com/robot/sendBySession?session=abc';
const direct = {
  ...{ conversationId: 'cidA', conversationType: '1', chatbotUserId: '$:bot', robotCode: 'ding1' },
  ...{ msgId: 'msg1', createAt: 1_795_327_811_428, senderId: '$:zhang', senderNick: 'Zhang' },
  ...{ senderStaffId: 'manager1', sessionWebhook: webhook, sessionWebhookExpiredTime: 1_795_333_211_428 },
  ...{ msgtype: 'text', text: { content: ' hello ' } },
};
const group = {
  ...direct,
  ...{ conversationId: 'cidG', conversationType: '2', conversationTitle: '群', isInAtList: true },
};
const read = (data: unknown, change: Partial<Identity> = {}) => {
  const normalized = normalizeMessage(data, { ...identity, ...change });
  if (normalized.kind === 'dropped') throw new Error(normalized.reason);
  return normalized.message;
};

test('a private message: person by staff id, text trimmed, what answering takes kept beside it', () => {
  const message = read(direct);
  expect(message).toMatchObject({
    ...{ channel: 'dingtalk', accountId: 'bot1', messageId: 'msg1', text: 'hello', mentionsBot: false },
    chat: { id: 'cidA', kind: 'direct', threadId: null },
    sender: { id: 'manager1', name: 'Zhang' },
    sentAt: 1_795_327_811_428,
  });
  expect(message.chat).not.toHaveProperty('scope');
  expect(replyViaOf(message)).toEqual({ webhook, until: 1_795_333_211_428, staffId: 'manager1' });
});

test('a group message mentions the robot and knows its group', () => {
  expect(read(group)).toMatchObject({
    mentionsBot: true,
    chat: { id: 'cidG', kind: 'group', name: '群', scope: 'group' },
  });
  expect(read({ ...group, isInAtList: false }).mentionsBot).toBe(false);
});

test('people from outside have no staff id and keep their sender id', () => {
  const message = read({ ...direct, senderStaffId: '' });
  expect(message.sender.id).toBe('$:zhang');
  expect(replyViaOf(message).staffId).toBe('');
});

test.each([
  ['user', 'user'],
  ['channel', undefined],
] as const)('private conversations by %s', (setting, scope) => {
  expect(read(direct, { sessions: { direct: setting, group: 'group' } }).chat.scope).toBe(scope);
});

test.each(['group', 'group_sender', 'user'] as const)('groups by %s', (scope) => {
  expect(read(group, { sessions: { direct: 'user', group: scope } }).chat.scope).toBe(scope);
});

describe('what it says', () => {
  const image = { kind: 'image', name: '', mimeType: '', bytes: null, ref: 'dc1' };
  test.each([
    ['picture', { content: { downloadCode: 'dc1' } }, '[图片]', [image]],
    ['picture', { picture: { downloadCode: 'dc1' } }, '[图片]', [image]],
    [
      'richText',
      {
        content: {
          richText: [{ text: 'look ' }, { type: 'picture', downloadCode: 'dc1' }, { text: ' here' }],
        },
      },
      'look [图片] here',
      [image],
    ],
    ['audio', { content: { downloadCode: 'dc1', recognition: '明天下雨吗' } }, '明天下雨吗', undefined],
    ['audio', { content: { downloadCode: 'dc1' } }, '[语音]', [{ ...image, kind: 'audio' }]],
    ['video', { content: { downloadCode: 'dc1' } }, '[视频]', [{ ...image, kind: 'video' }]],
    [
      'file',
      { content: { downloadCode: 'dc1', fileName: 'a.pdf' } },
      '[文件：a.pdf]',
      [{ ...image, kind: 'file', name: 'a.pdf' }],
    ],
    ['interactiveCard', { content: {} }, '[不支持的消息：interactiveCard]', undefined],
    ['text', { text: {} }, '[空消息]', undefined],
    ['picture', { content: 7 }, '[图片]', undefined],
  ])('%s', (msgtype, body, text, attachments) => {
    const message = read({ ...direct, text: undefined, msgtype, ...body });
    expect(message.text).toBe(text);
    expect(message.attachments).toEqual(attachments);
  });

  test('a quote is told as far as the platform tells it', () => {
    const repliedMsg = { msgId: 'm0', msgType: 'text', content: { text: 'before' } };
    const message = read({ ...direct, text: { content: 'yes', isReplyMsg: true, repliedMsg } });
    expect(message.quote).toEqual({ messageId: 'm0', text: 'before' });
  });

  test('control characters and half characters are taken out', () => {
    expect(read({ ...direct, text: { content: 'a\u0000b\ud800c\r\nd' } }).text).toBe('ab\ufffdc\nd');
  });
});

test.each([
  ['malformed', null],
  ['malformed', { ...direct, msgId: '' }],
  ['malformed', { ...direct, createAt: 'yesterday' }],
  ['malformed', { ...direct, conversationId: 'c'.repeat(600) }],
  ['wrong_app', { ...direct, robotCode: 'ding2' }],
  ['own_message', { ...direct, senderId: '$:bot' }],
])('dropped as %s', (reason, data) => {
  expect(normalizeMessage(data, identity)).toEqual({ kind: 'dropped', reason });
});

describe('addresses that came over the wire', () => {
  test.each([
    [webhook, true],
    ['https://dingtalk.com/x', true],
    ['http://oapi.dingtalk.com/robot/sendBySession', false],
    ['https://oapi.dingtalk.com.evil.example/robot', false],
    ['https://evildingtalk.com/robot', false],
    ['https://user@oapi.dingtalk.com/robot', false],
    ['https://oapi.dingtalk.com:8443/robot', false],
    ['http://169.254.169.254/latest', false],
    ['', false],
  ])('%s as a webhook: %s', (url, isTrusted) => {
    expect(isPlatformAddress(url, 'https://oapi.dingtalk.com')).toBe(isTrusted);
    const kept = replyViaOf(read({ ...direct, sessionWebhook: url })).webhook;
    expect(kept).toBe(isTrusted ? url : null);
  });

  test.each([
    ['https://bucket.oss-cn-hangzhou.aliyuncs.com/a?sign=x', true],
    ['https://10.0.0.1/a', false],
    ['https://[::1]/a', false],
    ['https://localhost/a', false],
    ['http://bucket.aliyuncs.com/a', false],
    ['file:///etc/passwd', false],
  ])('%s as a file: %s', (url, isTrusted) => {
    expect(isFileAddress(url, 'https://oapi.dingtalk.com')).toBe(isTrusted);
  });
});
