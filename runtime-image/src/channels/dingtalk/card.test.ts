import { expect, test } from 'vitest';
import {
  answers,
  connected,
  connectedChannel,
  eventually,
  join,
  received,
  TestHost,
  type Given,
} from './testing.ts';

async function withTemplate(): Promise<Given> {
  const given = await connectedChannel();
  const cardTemplateId = given.emulator.user.createTemplate();
  await given.channel.stop();
  const next = join(given.emulator, given.app, { cardTemplateId });
  await connected(next);
  return { ...given, ...next };
}

const cardOf = ({ emulator }: Given) => [...emulator.state.cards.values()].at(-1);

test.each([
  ['private', undefined],
  ['group', 'G'],
])('with a template the answer grows in one card: %s', async (_, group) => {
  const given = await withTemplate();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x', group === undefined ? {} : { group });
  const { context } = await received(given, said);
  const reply = channel.reply(context);
  for (const text of ['one', 'one two']) {
    reply.update(text);
    await eventually(() => answers(emulator, said.conversation.id)).toEqual([['card', text]]);
  }
  await reply.finish('one two three');
  expect(answers(emulator, said.conversation.id)).toEqual([['card', 'one two three']]);
  expect(cardOf(given)).toMatchObject({ finalized: true, params: { flowStatus: '3' } });
});

test('a quick answer needs no card', async () => {
  const given = await withTemplate();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  await channel.reply(context).finish('quick');
  expect(answers(emulator, said.conversation.id)).toEqual([['session', 'quick']]);
});

test('a card that the platform refuses, in a 200 too, becomes messages, and cards rest for a while', async () => {
  const given = await withTemplate();
  const { emulator, app, channel } = given;
  const hidden = { success: true, result: { deliverResults: [{ success: false, errorMsg: 'no' }] } };
  emulator.faults.add({ path: '/v1.0/card/instances/createAndDeliver', status: 200, body: hidden });
  for (const text of ['first', 'second']) {
    const said = emulator.user.sendText(app, text);
    const { context } = await received(given, said);
    const reply = channel.reply(context);
    reply.update('grow');
    if (text === 'first')
      await eventually(() => context.saved).toMatchObject({ card: { state: 'given-up' } });
    await reply.finish(text);
    expect(answers(emulator, said.conversation.id).at(-1)).toEqual(['session', text]);
  }
  expect(emulator.log.matching('POST', /createAndDeliver/)).toHaveLength(1);
});

test('after a crash the answer goes on in the same card', async () => {
  const given = await withTemplate();
  const { emulator, app, host, account } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  given.channel.reply(context).update('half');
  await eventually(() => answers(emulator, said.conversation.id)).toEqual([['card', 'half']]);
  const next = join(emulator, app, account, { host: new TestHost(host.facts) });
  await connected(next);
  await next.channel.reply(context).finish('half and whole');
  expect(answers(emulator, said.conversation.id)).toEqual([['card', 'half and whole']]);
});

test('a card that was closed by an attempt whose confirmation was lost is not followed by a second answer', async () => {
  const given = await withTemplate();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  const reply = channel.reply(context);
  reply.update('half');
  await eventually(() => answers(emulator, said.conversation.id)).toEqual([['card', 'half']]);
  emulator.faults.add({ path: '/v1.0/card/streaming', bodyIncludes: '"isFinalize":true', drop: 'response' });
  await reply.finish('whole');
  expect(answers(emulator, said.conversation.id)).toEqual([['card', 'whole']]);
});

test('what does not fit into the card follows as messages', async () => {
  const given = await withTemplate();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  const reply = channel.reply(context);
  reply.update('begin');
  await eventually(() => answers(emulator, said.conversation.id).length).toBe(1);
  await reply.finish('word '.repeat(2_000));
  expect(answers(emulator, said.conversation.id).map(([way]) => way)).toEqual(['card', 'session']);
});

test('a begun card with nothing to say is closed with a word', async () => {
  const given = await withTemplate();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  const reply = channel.reply(context);
  reply.update('begin');
  await eventually(() => answers(emulator, said.conversation.id).length).toBe(1);
  await reply.discard();
  expect(answers(emulator, said.conversation.id)).toEqual([['card', '（无需回复）']]);
  expect(cardOf(given)!.finalized).toBe(true);
});

test('killed before its card was made, and again when it had looked for it, the answer comes as a message', async () => {
  const given = await withTemplate();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  const card = { outTrackId: 'never-made', state: 'open' };
  const second = {
    ...context,
    saved: { sent: 0, marked: false, card } as unknown,
    save(state: unknown) {
      if (JSON.stringify(state).includes('given-up')) throw new Error('killed');
      this.saved = structuredClone(state);
    },
  };
  await expect(channel.reply(second).finish('whole')).rejects.toThrow('killed');
  const third = { ...context, saved: structuredClone(second.saved) };
  await channel.reply(third).finish('whole');
  expect(third.saved).toMatchObject({ card: { state: 'given-up' } });
  expect(answers(emulator, said.conversation.id)).toEqual([['session', 'whole']]);
});

test('killed when its last words were refused, the answer comes as a message, though that looks like a closed card', async () => {
  const given = await withTemplate();
  const { emulator, app, channel } = given;
  const said = emulator.user.sendText(app, 'x');
  const { context } = await received(given, said);
  channel.reply(context).update('half');
  await eventually(() => answers(emulator, said.conversation.id)).toEqual([['card', 'half']]);
  emulator.faults.add({
    path: '/v1.0/card/streaming',
    bodyIncludes: '"isFinalize":true',
    ...{ status: 400, body: { code: 'param.error', message: 'no such words' } },
  });
  const saved = context.saved as { card: object };
  const next = { ...context, saved: { ...saved, card: { ...saved.card, state: 'closing' } } };
  await channel.reply(next).finish('whole');
  expect(answers(emulator, said.conversation.id).at(-1)).toEqual(['session', 'whole']);
});
