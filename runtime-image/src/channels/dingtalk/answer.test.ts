import { expect, test } from 'vitest';
import {
  answers,
  connected,
  connectedChannel,
  eventually,
  join,
  quick,
  received,
  TestHost,
} from './testing.ts';

test('an answer goes by the webhook of its message, private and in a group', async () => {
  const given = await connectedChannel();
  const { emulator, app, channel } = given;
  for (const group of [undefined, '项目群']) {
    const said = emulator.user.sendText(app, '你好', group === undefined ? {} : { group });
    const { context } = await received(given, said);
    await channel.reply(context).finish('**你好**，有什么可以帮你？');
    expect(answers(emulator, said.conversation.id)).toEqual([['session', '**你好**，有什么可以帮你？']]);
  }
  expect(emulator.log.matching('POST', /v1\.0\/robot\//)).toEqual([]);
  expect(channel.status().code).toBe('');
});

test.each([
  ['private', undefined],
  ['group', '项目群'],
])('when the webhook is over the robot speaks of its own accord: %s', async (_, group) => {
  const given = await connectedChannel();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x', group === undefined ? {} : { group });
  const { context } = await received(given, said);
  // the platform's clock is ahead of ours: its refusal decides
  emulator.clock.advance(5_400_000);
  await channel.reply(context).finish('late');
  expect(answers(emulator, said.conversation.id)).toEqual([['proactive', 'late']]);
});

test('a webhook whose time is known to be over is not even asked', async () => {
  const given = await connectedChannel();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x');
  const { to, context } = await received(given, said);
  const over = { ...to, replyVia: to.replyVia!.replace(/"until":\d+/, '"until":1') };
  await channel.reply({ ...context, to: over }).finish('late');
  expect(answers(emulator, said.conversation.id)).toEqual([['proactive', 'late']]);
  expect(emulator.log.matching('POST', '/robot/sendBySession')).toEqual([]);
});

test('people from outside can only be answered in time, and that is told', async () => {
  const given = await connectedChannel();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x', { from: emulator.user.outsider('客户') });
  const { context } = await received(given, said);
  await channel.reply(context).finish('in time');
  expect(answers(emulator, said.conversation.id)).toEqual([['session', 'in time']]);
  emulator.clock.advance(5_400_000);
  await expect(channel.reply({ ...context, saved: null }).finish('late')).rejects.toThrow();
  expect(channel.status()).toMatchObject({ state: 'connected', code: 'session_over' });
});

test('a long answer comes in order; after a crash in its middle it goes on with the next piece', async () => {
  const given = await connectedChannel();
  const { emulator, app, host } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  const text = Array.from({ length: 1_500 }, (_, n) => `row ${n}`).join('\n');
  emulator.faults.add({ path: '/robot/sendBySession', bodyIncludes: 'row 1400', drop: 'request', times: 0 });
  await expect(given.channel.reply(context).finish(text)).rejects.toThrow();
  const before = answers(emulator, said.conversation.id).length;
  expect(before).toBeGreaterThan(0);
  emulator.faults.clear();
  const next = join(emulator, app, {}, { host: new TestHost(host.facts) });
  await connected(next);
  await next.channel.reply(context).finish(text);
  const all = answers(emulator, said.conversation.id).map(([, piece]) => piece);
  expect(all.length).toBeGreaterThan(before);
  expect(all.join('\n').replaceAll(/ +\n/g, '\n')).toBe(text);
});

test('an answer that was sent and recorded is not sent again', async () => {
  const given = await connectedChannel();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  await channel.reply(context).finish('once');
  await channel.reply(context).finish('once');
  expect(answers(emulator, said.conversation.id)).toEqual([['session', 'once']]);
});

test('the platform has no key: killed between sending and record, the answer comes twice rather than never', async () => {
  const given = await connectedChannel();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  // what the first process would have saved after sending is lost with it
  await channel.reply({ ...context, save: () => {} }).finish('twice');
  await channel.reply(context).finish('twice');
  expect(answers(emulator, said.conversation.id)).toHaveLength(2);
});

test('an answer whose confirmation was lost is not repeated blindly within one attempt', async () => {
  const given = await connectedChannel();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  emulator.faults.add({ path: '/robot/sendBySession', drop: 'response' });
  await expect(channel.reply(context).finish('perhaps')).rejects.toThrow();
  expect(answers(emulator, said.conversation.id)).toHaveLength(1);
  expect(emulator.log.matching('POST', '/robot/sendBySession')).toHaveLength(1);
});

test('a platform that asks for patience gets it', async () => {
  const given = await connectedChannel();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  emulator.faults.add({
    path: '/robot/sendBySession',
    status: 429,
    body: { code: 'Forbidden.AccessDenied.QpsLimitForApi', message: 'QPS' },
  });
  await channel.reply(context).finish('patient');
  expect(answers(emulator, said.conversation.id)).toEqual([['session', 'patient']]);
});

test('what takes long is marked, and the mark goes with the answer', async () => {
  const given = await connectedChannel();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  const reply = channel.reply(context);
  reply.typing();
  await emulator.until(() => said.message.emotions.has('🤔思考中'));
  await reply.finish('done');
  expect([...said.message.emotions]).toEqual([]);
});

test('a mark of before a crash is taken away; nothing to say takes it away too', async () => {
  const given = await connectedChannel();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  channel.reply(context).typing();
  await emulator.until(() => said.message.emotions.size === 1);
  await channel.reply(context).discard();
  expect([...said.message.emotions]).toEqual([]);
  expect(answers(emulator, said.conversation.id)).toEqual([]);
});

test('where marks are refused they are left alone, and hurt no answer', async () => {
  const given = await connectedChannel();
  const { emulator, app, channel } = given;
  emulator.faults.add({
    path: '/v1.0/robot/emotion/*',
    status: 403,
    body: { code: 'Forbidden', message: '' },
    times: 0,
  });
  for (const text of ['first', 'second']) {
    const said = emulator.user.sendText(app, text);
    const { context } = await received(given, said);
    const reply = channel.reply(context);
    reply.typing();
    if (text === 'first') await eventually(() => emulator.log.matching('POST', /emotion/).length).toBe(1);
    await reply.finish(text);
    expect(answers(emulator, said.conversation.id).at(-1)).toEqual(['session', text]);
  }
  // one try to set it and one to take it away
  expect(emulator.log.matching('POST', /emotion/).length).toBeLessThanOrEqual(2);
});

test('a quick answer costs the organisation’s quota nothing but the token', async () => {
  const given = await connectedChannel({}, { timing: { ...quick, typingMs: 60_000 } });
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  const from = emulator.log.entries.length;
  const reply = channel.reply(context);
  reply.typing();
  reply.update('grow');
  await reply.finish('grown');
  expect(emulator.log.entries.slice(from).map(({ path }) => path)).toEqual(['/robot/sendBySession']);
});

test('of its own accord: people by staff id, groups and private chats by conversation', async () => {
  const given = await connectedChannel();
  const { emulator, app, channel } = given;
  const inPrivate = emulator.user.sendText(app, 'x');
  const inGroup = emulator.user.sendText(app, 'x', { group: 'G' });
  await Promise.all([received(given, inPrivate), received(given, inGroup)]);
  const person = emulator.user.person('staff-2');
  await channel.send({ userId: 'staff-2' }, { text: 'to a person', files: [] }, 'k1');
  await channel.send({ chatId: inGroup.conversation.id }, { text: 'to a group', files: [] }, 'k2');
  await channel.send({ chatId: inPrivate.conversation.id }, { text: 'to a private chat', files: [] }, 'k3');
  expect([
    answers(emulator, emulator.state.privateConversation(app, person).id),
    answers(emulator, inGroup.conversation.id),
    answers(emulator, inPrivate.conversation.id),
  ]).toEqual([
    [['proactive', 'to a person']],
    [['proactive', 'to a group']],
    [['proactive', 'to a private chat']],
  ]);
  // the next process knows the private chat too
  const next = join(emulator, app, {}, { host: new TestHost(given.host.facts) });
  await next.channel.send({ chatId: inPrivate.conversation.id }, { text: 'again', files: [] }, 'k4');
  expect(answers(emulator, inPrivate.conversation.id).at(-1)).toEqual(['proactive', 'again']);
});

test.each([
  [{ userId: 'nobody' }, 'Nobody in the organisation has this staff id'],
  [{ chatId: 'cid-of-others' }, 'not in this group'],
])('a target that does not exist is refused in words: %j', async (target, words) => {
  const { channel } = await connectedChannel({ locale: 'en' });
  await expect(channel.send(target, { text: 'x', files: [] }, 'k')).rejects.toThrow(words);
});

test('where others have buttons, the words say what to send', async () => {
  const { emulator, app, channel } = await connectedChannel();
  const person = emulator.user.person('staff-2');
  const actions = [{ label: 'Deny', command: '/approve k7 deny', style: 'danger' } as const];
  await channel.send({ userId: 'staff-2' }, { text: 'May it run?', files: [], actions }, 'k');
  const [[, text] = []] = answers(emulator, emulator.state.privateConversation(app, person).id);
  expect(text).toMatch(/May it run\?[\s\S]*Deny: `\/approve k7 deny`/);
});

test('a missing permission is told with its name and where it is granted', async () => {
  const { emulator, app, channel } = await connectedChannel({ locale: 'en' });
  emulator.user.person('staff-2');
  app.permissions.delete('qyapi_robot_sendmsg');
  await expect(channel.send({ userId: 'staff-2' }, { text: 'x', files: [] }, 'k')).rejects.toThrow(
    /qyapi_robot_sendmsg.*https:\/\/open-dev\.dingtalk\.com/,
  );
});

test('a token that the platform no longer takes is fetched anew once', async () => {
  const { emulator, app, channel } = await connectedChannel();
  const person = emulator.user.person('staff-2');
  emulator.state.tokens.clear();
  await channel.send({ userId: 'staff-2' }, { text: 'x', files: [] }, 'k');
  expect(answers(emulator, emulator.state.privateConversation(app, person).id)).toHaveLength(1);
  expect(emulator.log.matching('POST', '/v1.0/oauth2/accessToken')).toHaveLength(2);
});
