import { expect, test } from 'vitest';
import {
  TestHost,
  botMessages,
  connected,
  connectedChannel,
  eventually,
  join,
  said,
  shown,
} from './testing.ts';

/** A new process on the same volume: a new channel, and what was saved for the answer. */
async function restarted(given: Awaited<ReturnType<typeof connectedChannel>>) {
  const next = join(given.emulator, given.app, {}, { host: new TestHost(given.host.facts) });
  await connected(next);
  return next.channel;
}

test('after a crash the answer goes on in the same card, above every used sequence', async () => {
  const given = await connectedChannel({}, { cardErrorStatus: 400 });
  const { emulator, channel } = given;
  const { to, context } = await said(given);
  const reply = channel.reply(context);
  for (const text of ['a', 'a b', 'a b c']) {
    reply.update(text);
    await eventually(() =>
      botMessages(emulator, to.chat.id).map((each) => shown(emulator, each).text),
    ).toEqual([text]);
  }
  const saved = structuredClone(context.saved);
  const next = await restarted(given);
  const resumed = next.reply({ ...context, saved });
  resumed.update('a b c d');
  await eventually(() => shown(emulator, botMessages(emulator, to.chat.id)[0]!).text).toBe('a b c d');
  await resumed.finish('a b c d e');
  const messages = botMessages(emulator, to.chat.id);
  expect(messages).toHaveLength(1);
  expect(shown(emulator, messages[0]!)).toEqual({
    text: 'a b c d e',
    streaming: false,
    summary: 'a b c d e',
  });
  const refused = emulator.log.entries.filter(
    ({ path, status }) => path.includes('/cards/') && status === 400,
  );
  expect(refused).toEqual([]);
});

test('a crash right before the final text closes the card with it', async () => {
  const given = await connectedChannel();
  const { to, context } = await said(given);
  given.channel.reply(context).update('half');
  await given.emulator.waitForMessage(({ cardId }) => cardId !== undefined);
  await eventually(() => context.saved).toMatchObject({ parts: [{ messageId: expect.any(String) }] });
  const saved = structuredClone(context.saved);
  await (await restarted(given)).reply({ ...context, saved }).finish('half and whole');
  const messages = botMessages(given.emulator, to.chat.id);
  expect(messages).toHaveLength(1);
  expect(shown(given.emulator, messages[0]!)).toMatchObject({ text: 'half and whole', streaming: false });
});

test.each([
  ['before the card was sent', false],
  ['after it was sent, before that was saved', true],
])('a crash %s leaves one card', async (_, wasSent) => {
  const given = await connectedChannel();
  const { emulator, channel } = given;
  const { to, context } = await said(given);
  if (!wasSent) emulator.faults.add({ path: '/open-apis/im/v1/messages/*/reply', hang: true });
  const states: unknown[] = [];
  channel.reply({ ...context, save: (state) => states.push(structuredClone(state)) }).update('half');
  await eventually(() => emulator.log.matching('POST', /reply$/).length).toBe(1);
  if (wasSent) await emulator.waitForMessage(({ cardId }) => cardId !== undefined);
  const saved = states[0];
  expect(saved).toMatchObject({ parts: [{ kind: 'card', messageId: null }] });
  await (await restarted(given)).reply({ ...context, saved }).finish('whole');
  const messages = botMessages(emulator, to.chat.id);
  expect(messages).toHaveLength(1);
  expect(shown(emulator, messages[0]!)).toMatchObject({ text: 'whole', streaming: false });
});

test('an answer delivered before the crash is not sent again, even after the platform forgot its uuid', async () => {
  const given = await connectedChannel();
  const { to, context } = await said(given);
  await given.channel.reply(context).finish('**delivered**');
  given.emulator.clock.advance(2 * 3_600_000);
  await (await restarted(given)).reply(context).finish('**delivered**');
  expect(botMessages(given.emulator, to.chat.id)).toHaveLength(1);
});

test('a second card that the final text does not need is taken back', async () => {
  const given = await connectedChannel();
  const { emulator, channel } = given;
  const { to, context } = await said(given);
  channel.reply(context).update('line of an answer that will be written anew\n'.repeat(900));
  await eventually(() => botMessages(emulator, to.chat.id).length).toBe(2);
  await eventually(() => (context.saved as { parts: unknown[] }).parts.length).toBe(2);
  await eventually(() => context.saved).toMatchObject({ parts: [{}, { messageId: expect.any(String) }] });
  const saved = structuredClone(context.saved);
  await (await restarted(given)).reply({ ...context, saved }).finish('a short answer');
  const messages = botMessages(emulator, to.chat.id);
  expect(messages.map((message) => shown(emulator, message))).toMatchObject([
    { text: 'a short answer', streaming: false },
  ]);
});

test('saved state that is not ours counts as none', async () => {
  const given = await connectedChannel();
  const { to, context } = await said(given);
  await given.channel.reply({ ...context, saved: { parts: 'x' } }).finish('hello');
  expect(botMessages(given.emulator, to.chat.id)).toHaveLength(1);
});
