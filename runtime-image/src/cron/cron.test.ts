import { beforeEach, describe, expect, it } from 'vitest';
import type { InboundMessage } from '../channels/channel.ts';
import { CronJobList, CronRunList } from '../control/cron.ts';
import { openclawFile, until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';

let shiftMs = 0;
beforeEach(() => {
  shiftMs = 0;
});

const feishu = { appId: 'cli_test', appSecret: 's', groupPolicy: 'open', requireMention: false } as const;
const one = await testGateway({
  openclaw: { channels: { feishu } },
  now: () => Date.now() + shiftMs,
});
const { model, ask, reply, promptOf } = one;

const group = { id: 'oc_group', kind: 'group', threadId: null } as const;
const stranger = { id: 'ou_guest', name: 'Bob' };
/** What the tool says when the model of a turn calls it. */
const cron = async (input: object, more: Partial<InboundMessage> = {}): Promise<string> => {
  model.queue({ answer: { steps: [{ type: 'tool', name: 'cron', arguments: { ...input } }] } });
  reply('ok');
  await ask('a wish', { sentAt: Date.now() + shiftMs, ...more });
  return promptOf().findLast(({ role }) => role === 'tool')!.content;
};
const command = (text: string, more: Partial<InboundMessage> = {}): Promise<string> =>
  ask(text, { sentAt: Date.now() + shiftMs, ...more });
const idIn = (text: string): string => /\b([a-z0-9]{6}) "/.exec(text)![1]!;

describe('a task made in a chat', () => {
  it('runs after a restart, at its time, and is told in that chat alone', async () => {
    const made = await cron(
      { action: 'add', when: 'in 20m', message: 'look at the weather', name: 'w' },
      { chat: group },
    );
    expect(made).toMatch(/^Made: \w{6} "w": once .* to chat feishu:oc_group\. Now it is \d{4}-/);
    await one.stop();
    shiftMs = 21 * 60_000;
    await one.begin();
    model.queue({
      match: { includes: 'look at the weather' },
      answer: { steps: [{ type: 'text', text: 'sunny' }] },
    });
    await until(() => one.channel().posted.length > 0);
    expect(one.channel().posted).toMatchObject([
      { target: { chatId: 'oc_group' }, content: { text: '⏰ **w**\n\nsunny', files: [] } },
    ]);
    const { jobs } = CronJobList.parse(await (await one.get('/control/cron')).json());
    expect(jobs).toMatchObject([{ name: 'w', state: 'finished' }]);
    const { runs } = CronRunList.parse(await (await one.get(`/control/cron/${jobs[0]!.id}/runs`)).json());
    expect(runs).toMatchObject([{ state: 'done', text: 'sunny', trigger: 'schedule' }]);
  });

  it('of a group keeps what is about the owner out of its prompt', async () => {
    const id = idIn(await cron({ action: 'add', when: '0 9 * * *', message: 'news' }, { chat: group }));
    const count = model.requests.length;
    await command(`/cron run ${id}`, { chat: group });
    await until(() => model.requests.length > count);
    const prompt = JSON.stringify(model.requests.at(-1)!.body.messages);
    expect(prompt).toContain('Scheduled task');
    expect(prompt).not.toContain('USER.md');
  });

  it.each([
    [{ action: 'add', message: 'x' }, 'Say when'],
    [{ action: 'add', in: '20m' }, 'Say what to do'],
    [{ action: 'add', in: '20m', every: '1h', message: 'x' }, 'only once'],
    [{ action: 'add', when: '99 9 * * *', message: 'x' }, 'is not a cron expression'],
    [{ action: 'add', every: '10s', message: 'x' }, 'shortest interval'],
    [{ action: 'add', at: '2020-01-01 09:00', message: 'x' }, 'has passed'],
    [{ action: 'add', in: '20m', message: 'x'.repeat(9_000) }, 'longer than'],
    [{ action: 'add', in: '20m', message: 'x', zone: 'Mars' }, 'not a time zone'],
    [{ action: 'add', when: '每天早上9点', message: 'x' }, '"0 9 * * *" is each day at 9:00'],
    [{ action: 'add', when: '明天下午三点半', message: 'x' }, 'For one time write "2026-12-01 15:30"'],
    [{ action: 'add', when: '0 9 * * *', message: 'x', region: 'Paris' }, 'There is no "region"'],
    [{ action: 'add', in: '20m', message: 'x', to: 'http://10.0.0.1/hook' }, 'must be an https address'],
    [{ action: 'add', in: '20m', message: 'x', to: 'the other group' }, 'is no chat or person'],
    [{ action: 'add', in: 20, message: 'x' }, '"in" must be a text'],
    [{ action: 'add', in: '20m', message: 'x', say: 'y' }, 'either'],
    [{ action: 'delete' }, 'must be one of'],
    [{ action: 'remove', id: 'nobody' }, 'There is no task nobody'],
    [{ action: 'remove' }, '"id" must be a text'],
  ])('that cannot be made says why: %o', async (input, words) => {
    expect(await cron(input)).toContain(words);
  });

  it.each(['zone', 'timeZone', 'timezone', 'tz'])(
    'runs in the zone that the model calls %s',
    async (name) => {
      const made = await cron({ action: 'add', when: '0 9 * * *', message: 'x', [name]: 'America/New_York' });
      expect(made).toContain('0 9 * * * (America/New_York)');
    },
  );

  it('is changed, paused, resumed and removed by its tool', async () => {
    const id = idIn(await cron({ action: 'add', when: '0 9 * * *', message: 'news' }));
    expect(await cron({ action: 'update', id, when: '30 8 * * 1-5', zone: 'UTC' })).toContain('08:30');
    expect(await cron({ action: 'pause', id })).toContain('paused');
    expect(await cron({ action: 'resume', id })).toContain('next 20');
    expect(await cron({ action: 'list' })).toContain('30 8 * * 1-5 (UTC)');
    expect(await cron({ action: 'remove', id })).toContain('Removed');
    expect(await cron({ action: 'list' })).toMatch(/^No tasks\.\nNow it is /);
  });
});

it('a task of a private chat that reports to a group is not rewritten by what the group says', async () => {
  const made = await cron({ action: 'add', when: '0 9 * * *', message: 'news', to: 'oc_group' });
  const inGroup = { chat: group, mentionsBot: true };
  expect(await cron({ action: 'update', id: idIn(made), message: 'run evil.sh' }, inGroup)).toContain(
    'private chat',
  );
  expect(await cron({ action: 'update', id: idIn(made), message: 'weather' })).not.toContain('private chat');
  const theirs = idIn(await cron({ action: 'add', in: '1h', message: 'tea' }, inGroup));
  expect(await cron({ action: 'update', id: theirs, message: 'cake' }, inGroup)).toContain(theirs);
});

describe('somebody who is not the owner', () => {
  const guest = { chat: group, sender: stranger, mentionsBot: true };

  it('makes tasks for the own chat only, and touches nobody else’s', async () => {
    const mine = idIn(await cron({ action: 'add', when: '0 9 * * *', message: 'news' }));
    const theirs = idIn(await cron({ action: 'add', when: '0 9 * * *', message: 'news' }, guest));
    expect(await cron({ action: 'add', in: '1h', message: 'x', to: 'oc_other' }, guest)).toContain(
      'Only the owner',
    );
    expect(await cron({ action: 'remove', id: mine }, guest)).toContain('There is no task');
    const list = await cron({ action: 'list' }, guest);
    expect([list.includes(theirs), list.includes(mine)]).toEqual([true, false]);
  });

  it('makes ten at most', async () => {
    for (let count = 0; count < 10; count += 1)
      expect(await cron({ action: 'add', in: `${count + 10}m`, say: `tea ${count}` }, guest)).toContain(
        'Made',
      );
    expect(await cron({ action: 'add', in: '1h', say: 'tea' }, guest)).toContain('has 10 tasks already');
  });
});

describe('/cron', () => {
  it('lists what is of this chat, and in a group nothing that the owner made in private', async () => {
    await cron({ action: 'add', when: '0 9 * * *', message: 'secret plans', name: 'plans' });
    await cron({ action: 'add', in: '1h', say: 'tea', name: 'tea' }, { chat: group });
    expect(await command('/cron')).toMatch(/\*\*tea\*\*[^]*\*\*plans\*\*/);
    const inGroup = await command('/cron list', { chat: group, mentionsBot: true });
    expect([inGroup.includes('tea'), inGroup.includes('plans')]).toEqual([true, false]);
    // the chat itself is no id to its people
    expect(inGroup).toMatch(/→ here$/m);
    expect(await command('/cron')).toMatch(new RegExp(`→ chat feishu:${group.id}`));
  });

  it('answers wrong arguments with what is allowed', async () => {
    const id = idIn(await cron({ action: 'add', when: '0 9 * * *', message: 'x' }));
    expect(await command('/cron explode')).toContain('`resume`');
    expect(await command('/cron run nobody')).toContain(id);
    expect(await command(`/cron pause ${id}`)).toContain(`/cron resume ${id}`);
    expect(await command(`/cron resume ${id}`)).toContain('next');
    expect(await command(`/cron runs ${id}`)).toContain('No runs yet');
    expect(await command(`/cron remove ${id}`)).toContain('Removed');
    expect(await command('/cron')).toContain('no tasks yet');
  });
});

it('the control API makes, pauses, runs and removes tasks, and refuses with a sentence', async () => {
  const made = await one.post('/control/cron', { id: 'a', every: '2h', say: 'drink', to: 'me' });
  expect(made.status).toBe(201);
  const again = await one.post('/control/cron', { id: 'a', every: '2h', say: 'drink', to: 'me' });
  const { id } = (await made.json()) as { id: string };
  expect(await again.json()).toMatchObject({ id, target: 'person feishu:ou_owner' });
  expect((await one.post('/control/cron', { every: 'soon', say: 'x' })).status).toBe(400);
  expect(await (await one.post(`/control/cron/${id}/pause`)).json()).toMatchObject({ state: 'paused' });
  expect(await (await one.post(`/control/cron/${id}/resume`)).json()).toMatchObject({ state: 'active' });
  await one.post(`/control/cron/${id}/run`);
  await until(() => one.channel().posted.length > 0);
  expect(one.channel().posted).toMatchObject([
    { target: { userId: 'ou_owner' }, content: { text: '⏰ drink' } },
  ]);
  expect((await one.post(`/control/cron/${id}/remove`)).status).toBe(200);
  expect((await one.post(`/control/cron/${id}/run`)).status).toBe(404);
  expect((await one.post('/control/cron/xyz/run')).status).toBe(404);
});

it('switched off makes nothing and runs nothing', async () => {
  one.write(openclawFile(model.baseUrl, { cron: { enabled: false } }));
  await until(() => !one.gateway.config().cron.enabled);
  expect(await cron({ action: 'add', in: '20m', say: 'x' })).toContain('There is no tool named cron');
  expect(await command('/cron')).toContain('cannot be used');
});
