import { describe, expect, test } from 'vitest';
import { botMessages, callsOf, connectedChannel, eventually, quick, said, shown } from './testing.ts';

describe('a quick answer', () => {
  test('in plain text is one reply, with nothing around it', async () => {
    const unhurried = { ...quick, typingMs: 60_000, openCardMs: 60_000 };
    const given = await connectedChannel({}, {}, unhurried);
    const { emulator, channel } = given;
    const { to, context } = await said(given);
    const before = emulator.log.entries.length;
    const reply = channel.reply(context);
    reply.typing();
    reply.update('你');
    await reply.finish('你好！');
    expect(callsOf(emulator, before)).toEqual(['POST /im/v1/messages/:message/reply']);
    const [message, ...others] = botMessages(emulator, to.chat.id);
    expect(others).toEqual([]);
    expect(message).toMatchObject({ msgType: 'text', parentId: to.messageId });
    expect(shown(emulator, message!).text).toBe('你好！');
  });

  test('in Markdown is one finished card', async () => {
    const given = await connectedChannel();
    const { to, context } = await said(given);
    await given.channel.reply(context).finish('# 标题\n\n- 一\n- 二');
    const messages = botMessages(given.emulator, to.chat.id);
    expect(messages).toHaveLength(1);
    expect(shown(given.emulator, messages[0]!)).toEqual({
      text: '# 标题\n\n- 一\n- 二',
      streaming: false,
      summary: '标题 一 二',
    });
  });

  test('with five tables is delivered as a card', async () => {
    const given = await connectedChannel();
    const { to, context } = await said(given);
    const table = '| a | b |\n|---|---|\n| 1 | 2 |';
    await given.channel.reply(context).finish(Array(5).fill(table).join('\n\n'));
    expect(botMessages(given.emulator, to.chat.id)).toMatchObject([{ msgType: 'interactive' }]);
  });

  test('of 60,000 characters comes in several cards, in order, none of them lost', async () => {
    const given = await connectedChannel();
    const { to, context } = await said(given);
    const lines = Array.from({ length: 3000 }, (_, n) => `line ${n} ${'.'.repeat(10)}`);
    await given.channel.reply(context).finish(lines.join('\n'));
    const texts = botMessages(given.emulator, to.chat.id).map(
      (message) => shown(given.emulator, message).text,
    );
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.join('\n').split('\n')).toEqual(lines);
  });

  test('called twice, as after a crash, appears once', async () => {
    const given = await connectedChannel();
    const { to, context } = await said(given);
    await given.channel.reply({ ...context, save() {} }).finish('only once');
    await given.channel.reply(context).finish('only once');
    await given.channel.reply(context).finish('only once');
    expect(botMessages(given.emulator, to.chat.id)).toHaveLength(1);
  });
});

test('in a thread of a group the answer stays in the thread', async () => {
  const given = await connectedChannel();
  const { emulator, channel } = given;
  const first = await said(given, '@小池 开个话题', { chat: 'group' });
  const inThread = await said(given, '@小池 继续', {
    chat: 'group',
    replyTo: first.to.messageId,
    inThread: true,
  });
  expect(inThread.to.chat.threadId).not.toBeNull();
  await channel.reply(inThread.context).finish('好');
  const message = botMessages(emulator, inThread.to.chat.id).at(-1)!;
  expect(message).toMatchObject({ threadId: inThread.to.chat.threadId, parentId: inThread.to.messageId });
});

describe('a slow answer', () => {
  test('grows in one card whose sequence rises without a gap, and is closed with its summary', async () => {
    const given = await connectedChannel();
    const { emulator, channel } = given;
    const { to, context } = await said(given);
    const before = emulator.log.entries.length;
    const reply = channel.reply(context);
    reply.update('第一');
    await emulator.waitForMessage(({ cardId }) => cardId !== undefined);
    const [message] = botMessages(emulator, to.chat.id);
    expect(shown(emulator, message!)).toEqual({ text: '第一', streaming: true, summary: '[生成中…]' });
    reply.update('第一步，');
    await eventually(() => shown(emulator, message!).text).toBe('第一步，');
    reply.update('第一步，**看**');
    await eventually(() => shown(emulator, message!).text).toBe('第一步，**看**');
    await reply.finish('第一步，**看**一看。');
    expect(shown(emulator, message!)).toEqual({
      text: '第一步，**看**一看。',
      streaming: false,
      summary: '第一步，看一看。',
    });
    expect(botMessages(emulator, to.chat.id)).toHaveLength(1);
    expect(callsOf(emulator, before)).toEqual([
      'POST /cardkit/v1/cards',
      'POST /im/v1/messages/:message/reply',
      'PUT /cardkit/v1/cards/:card/elements/stream_md/content',
      'PUT /cardkit/v1/cards/:card/elements/stream_md/content',
      'PUT /cardkit/v1/cards/:card/elements/stream_md/content',
      'PATCH /cardkit/v1/cards/:card/settings',
    ]);
    const sequences = emulator.log.entries
      .slice(before)
      .filter(({ path, method }) => path.includes('/cards/') && method !== 'POST')
      .map(({ body }) => (JSON.parse(body) as { sequence: number }).sequence);
    expect(sequences).toEqual([1, 2, 3, 4]);
  });

  test('whose updates come faster than the platform wants is throttled, one call at a time', async () => {
    const given = await connectedChannel({}, {}, { ...quick, streamMs: 40 });
    const { emulator, channel } = given;
    const { to, context } = await said(given);
    emulator.faults.add({ method: 'PUT', path: '/open-apis/cardkit/*', delayMs: 20, times: 0 });
    const reply = channel.reply(context);
    let text = '';
    const puts = (): number => emulator.log.matching('PUT', /\/content$/).length;
    reply.update((text += 'word '));
    await emulator.waitForMessage(({ cardId }) => cardId !== undefined);
    const startedAt = performance.now();
    // a model speaks ten times between two calls
    for (let call = 1; call <= 15; call++) {
      for (let n = 0; n < 10; n++) reply.update((text += `word${n} `));
      await eventually(puts).toBeGreaterThanOrEqual(call);
    }
    await reply.finish(text);
    expect(puts()).toBeLessThanOrEqual(Math.ceil((performance.now() - startedAt) / 40) + 1);
    expect(shown(emulator, botMessages(emulator, to.chat.id)[0]!).text).toBe(text);
  });

  test('that outgrows a card goes on in the next, and both are closed', async () => {
    const given = await connectedChannel();
    const { emulator, channel } = given;
    const { to, context } = await said(given);
    const lines = Array.from({ length: 1200 }, (_, n) => `line ${n} ${'.'.repeat(30)}`);
    const reply = channel.reply(context);
    reply.update(lines.slice(0, 300).join('\n'));
    await emulator.waitForMessage(({ cardId }) => cardId !== undefined);
    reply.update(lines.slice(0, 900).join('\n'));
    await eventually(() => botMessages(emulator, to.chat.id).length).toBe(2);
    await reply.finish(lines.join('\n'));
    const cards = botMessages(emulator, to.chat.id).map((message) => shown(emulator, message));
    expect(cards.map(({ streaming }) => streaming)).toEqual(cards.map(() => false));
    expect(
      cards
        .map(({ text }) => text)
        .join('\n')
        .split('\n'),
    ).toEqual(lines);
  });

  test('finished while its card is being opened is in that card alone', async () => {
    const given = await connectedChannel();
    const { emulator, channel } = given;
    const { to, context } = await said(given);
    emulator.faults.add({ method: 'POST', path: '/open-apis/cardkit/v1/cards', delayMs: 150 });
    const reply = channel.reply(context);
    reply.update('half');
    await eventually(() => emulator.log.matching('POST', '/open-apis/cardkit/v1/cards').length).toBe(1);
    await reply.finish('whole');
    const messages = botMessages(emulator, to.chat.id);
    expect(messages).toMatchObject([{ cardId: expect.any(String) }]);
    expect(shown(emulator, messages[0]!)).toMatchObject({ text: 'whole', streaming: false });
  });

  test('without streaming is only sent when finished', async () => {
    const given = await connectedChannel({ streaming: false }, {}, { ...quick, openCardMs: 0 });
    const { emulator, channel } = given;
    const { to, context } = await said(given);
    const reply = channel.reply(context);
    reply.update('half');
    await said(given, 'long enough for a card');
    await reply.finish('half and half');
    expect(botMessages(emulator, to.chat.id)).toMatchObject([{ msgType: 'text' }]);
    expect(callsOf(emulator).filter((call) => call.includes('cardkit'))).toEqual([]);
  });

  test('of more than ten minutes opens its card again, which the platform had closed', async () => {
    const given = await connectedChannel();
    const { emulator, channel } = given;
    const { to, context } = await said(given);
    const reply = channel.reply(context);
    reply.update('early');
    await emulator.waitForMessage(({ cardId }) => cardId !== undefined);
    emulator.clock.advance(11 * 60_000);
    const [message] = botMessages(emulator, to.chat.id);
    reply.update('early and late');
    await eventually(() => shown(emulator, message!).text).toBe('early and late');
    await reply.finish('early and late.');
    expect(shown(emulator, message!)).toMatchObject({ text: 'early and late.', streaming: false });
  });
});

describe('the typing mark', () => {
  const marks = (emulator: Awaited<ReturnType<typeof connectedChannel>>['emulator'], id: string) =>
    emulator.state.messages.get(id)!.reactions.map(({ emojiType }) => emojiType);

  test('is on the user’s message while a slow answer is worked on, and gone when it is there', async () => {
    const given = await connectedChannel();
    const { to, context } = await said(given);
    const reply = given.channel.reply(context);
    reply.typing();
    reply.typing();
    await eventually(() => marks(given.emulator, to.messageId)).toEqual(['Typing']);
    await reply.finish('done');
    expect(marks(given.emulator, to.messageId)).toEqual([]);
    expect(given.emulator.log.matching('POST', /reactions$/)).toHaveLength(1);
  });

  test('of before a crash is removed by the resumed answer', async () => {
    const given = await connectedChannel();
    const { to, context } = await said(given);
    given.channel.reply(context).typing();
    await eventually(() => context.saved).toMatchObject({ reactionId: expect.any(String) });
    await given.channel.reply(context).finish('done');
    expect(marks(given.emulator, to.messageId)).toEqual([]);
  });

  test('that the platform refuses hurts nothing', async () => {
    const given = await connectedChannel();
    const { to, context } = await said(given);
    given.emulator.faults.add({
      path: '*/reactions',
      status: 400,
      body: { code: 231001, msg: 'no' },
      times: 0,
    });
    const reply = given.channel.reply(context);
    reply.typing();
    await eventually(() => given.emulator.log.matching('POST', /reactions$/)[0]?.status).toBe(400);
    await reply.finish('done');
    expect(botMessages(given.emulator, to.chat.id)).toHaveLength(1);
  });
});
