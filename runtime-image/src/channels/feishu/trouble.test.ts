import { describe, expect, test } from 'vitest';
import { botMessages, callsOf, connectedChannel, eventually, quick, said, shown } from './testing.ts';

const replyPath = '/open-apis/im/v1/messages/*/reply';

describe('what the platform refuses', () => {
  test('without CardKit’s permission the answer grows in a patched card, and CardKit is left alone for a while', async () => {
    const given = await connectedChannel();
    const { emulator, app, channel } = given;
    app.scopes = app.scopes.filter((scope) => !scope.startsWith('cardkit'));
    const first = await said(given, 'one');
    const reply = channel.reply(first.context);
    reply.update('grow');
    await eventually(() => botMessages(emulator, first.to.chat.id).length).toBe(1);
    const [message] = botMessages(emulator, first.to.chat.id);
    reply.update('growing');
    await eventually(() => shown(emulator, emulator.state.messages.get(message!.messageId)!).text).toBe(
      'growing',
    );
    await reply.finish('grown');
    expect(botMessages(emulator, first.to.chat.id)).toHaveLength(1);
    expect(shown(emulator, emulator.state.messages.get(message!.messageId)!).text).toBe('grown');

    const second = await said(given, 'two');
    const before = emulator.log.entries.length;
    const again = channel.reply(second.context);
    again.update('grow');
    await eventually(() => botMessages(emulator, first.to.chat.id).length).toBe(2);
    await again.finish('grown');
    expect(callsOf(emulator, before).filter((call) => call.includes('cardkit'))).toEqual([]);
  });

  test('a refused card is sent as text', async () => {
    const given = await connectedChannel();
    const { to, context } = await said(given);
    given.emulator.faults.add({
      path: replyPath,
      bodyIncludes: '"interactive"',
      status: 400,
      body: { code: 230099, msg: 'Failed to create card content, ext=ErrCode: 11310' },
      times: 0,
    });
    await given.channel.reply(context).finish('**bold** answer');
    const messages = botMessages(given.emulator, to.chat.id);
    expect(messages).toMatchObject([{ msgType: 'text' }]);
    expect(shown(given.emulator, messages[0]!).text).toBe('**bold** answer');
  });

  test('a growing card that can no longer be changed is followed by the whole answer as text', async () => {
    const given = await connectedChannel();
    const { emulator, channel } = given;
    const { to, context } = await said(given);
    const reply = channel.reply(context);
    reply.update('first words');
    await emulator.waitForMessage(({ cardId }) => cardId !== undefined);
    emulator.faults.add({
      path: '/open-apis/cardkit/*',
      status: 200,
      body: { code: 300313, msg: 'card not found' },
      times: 0,
    });
    await reply.finish('first words and last ones');
    const messages = botMessages(emulator, to.chat.id);
    expect(messages).toHaveLength(2);
    expect(shown(emulator, messages[1]!).text).toBe('first words and last ones');
  });

  test('failing updates end after three, and the final text arrives all the same', async () => {
    const given = await connectedChannel();
    const { emulator, channel } = given;
    const { to, context } = await said(given);
    const reply = channel.reply(context);
    reply.update('0');
    await emulator.waitForMessage(({ cardId }) => cardId !== undefined);
    const fault = emulator.faults.add({
      path: '*/content',
      status: 200,
      body: { code: 300301, msg: 'element' },
      times: 0,
    });
    reply.update('0 1');
    await eventually(() => emulator.log.matching('PUT', /content$/).length).toBe(3);
    reply.update('0 1 2');
    emulator.faults.remove(fault);
    await reply.finish('0 to 3');
    expect(emulator.log.matching('PUT', /content$/)).toHaveLength(4);
    expect(shown(emulator, botMessages(emulator, to.chat.id)[0]!)).toMatchObject({
      text: '0 to 3',
      streaming: false,
    });
  });

  test('an answer to a withdrawn message goes to the chat', async () => {
    const given = await connectedChannel();
    const { emulator, channel } = given;
    const { to, context } = await said(given);
    await emulator.user.withdraw(to.messageId);
    await channel.reply(context).finish('still here');
    const messages = botMessages(emulator, to.chat.id);
    expect(messages).toHaveLength(1);
    expect(messages[0]!.parentId).toBeUndefined();
  });

  test('a missing permission to send is told in the status, with its names and link, until an answer gets through', async () => {
    const given = await connectedChannel();
    const { app, channel, host } = given;
    const { context } = await said(given);
    const scopes = [...app.scopes];
    app.scopes = scopes.filter((scope) => !scope.startsWith('im:message:send'));
    await expect(channel.reply(context).finish('hello')).rejects.toMatchObject({ code: 99991672 });
    expect(channel.status()).toMatchObject({ state: 'connected', code: 'missing_scope' });
    expect(channel.status().reason).toMatch(/im:message:send_as_bot.*https?:\/\//);
    app.scopes = scopes;
    await channel.reply(context).finish('hello');
    expect(channel.status()).toMatchObject({ code: '', reason: '' });
    expect(host.lines.some((line) => line.includes('missing_scope'))).toBe(true);
  });
});

describe('what passes', () => {
  test('a rate limit is waited for as long as the platform says', async () => {
    const given = await connectedChannel();
    const { to, context } = await said(given);
    given.emulator.faults.add({
      path: replyPath,
      status: 429,
      body: { code: 99991400, msg: 'request trigger frequency limit' },
      headers: { 'x-ogw-ratelimit-limit': '50', 'x-ogw-ratelimit-reset': '1' },
    });
    const startedAt = performance.now();
    await given.channel.reply(context).finish('late but here');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
    expect(botMessages(given.emulator, to.chat.id)).toHaveLength(1);
  });

  test('a chat’s own limit, sent with HTTP 400, is backed off from and never taken for a withdrawn message', async () => {
    const given = await connectedChannel();
    const { to, context } = await said(given);
    const limit = { code: 230020, msg: 'This operation triggers the frequency limit, ext=chat rate limit' };
    given.emulator.faults.add({ path: replyPath, status: 400, body: limit });
    await given.channel.reply(context).finish('late but here');
    expect(botMessages(given.emulator, to.chat.id)).toMatchObject([{ parentId: to.messageId }]);
  });

  test('the documented limits of the platform hold back ten answers into one chat, but lose none', async () => {
    const given = await connectedChannel({}, { rateLimits: true });
    const messages = [];
    for (let n = 0; n < 10; n++) messages.push(await said(given, `question ${n}`));
    await Promise.all(messages.map(({ context }, n) => given.channel.reply(context).finish(`answer ${n}`)));
    expect(botMessages(given.emulator, messages[0]!.to.chat.id)).toHaveLength(10);
  });

  test.each([99991663, 99991668, 99991677])('a dead token (%i) is renewed once, unseen', async (code) => {
    const given = await connectedChannel();
    const { to, context } = await said(given);
    given.emulator.faults.add({ path: replyPath, status: 400, body: { code, msg: 'Invalid access token' } });
    await given.channel.reply(context).finish('hello');
    expect(botMessages(given.emulator, to.chat.id)).toHaveLength(1);
    expect(given.emulator.log.matching('POST', /tenant_access_token/)).toHaveLength(2);
  });

  test('an answer whose confirmation was lost is repeated and appears once', async () => {
    const given = await connectedChannel();
    const { to, context } = await said(given);
    given.emulator.faults.add({ path: replyPath, drop: 'response', times: 2 });
    await given.channel.reply(context).finish('**once**');
    expect(given.emulator.log.matching('POST', /reply$/).length).toBeGreaterThan(1);
    expect(botMessages(given.emulator, to.chat.id)).toHaveLength(1);
  });

  test('a card whose confirmation never comes is not followed by a text', async () => {
    const given = await connectedChannel({}, {}, { ...quick, deliverMs: 400 });
    const { to, context } = await said(given);
    const lost = { path: replyPath, bodyIncludes: '"interactive"', drop: 'response', times: 0 } as const;
    const fault = given.emulator.faults.add(lost);
    await expect(given.channel.reply(context).finish('**once**')).rejects.toThrow();
    given.emulator.faults.remove(fault);
    await given.channel.reply(context).finish('**once**');
    expect(botMessages(given.emulator, to.chat.id)).toMatchObject([{ msgType: 'interactive' }]);
  });

  test('a platform that stays away makes finish reject, and a later call delivers', async () => {
    const given = await connectedChannel({}, {}, { ...quick, deliverMs: 500 });
    const { to, context } = await said(given);
    const fault = given.emulator.faults.add({ path: replyPath, drop: 'request', times: 0 });
    await expect(given.channel.reply(context).finish('**hello**')).rejects.toThrow();
    expect(given.channel.status().code).toBe('unreachable');
    given.emulator.faults.remove(fault);
    await given.channel.reply(context).finish('**hello**');
    expect(botMessages(given.emulator, to.chat.id)).toMatchObject([{ msgType: 'interactive' }]);
    expect(given.channel.status().code).toBe('');
  });
});
