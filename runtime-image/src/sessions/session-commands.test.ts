/** What people set for a session by commands, as it reaches the model and the chat. */
import { beforeEach, describe, expect, it } from 'vitest';
import { SessionList } from '../control/sessions.ts';
import type { OpenClawFile } from '../config.ts';
import { openclawFile, until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';

let now: number | null = null;
beforeEach(() => {
  now = null;
});
const one = await testGateway({ now: () => now ?? Date.now(), starts: 'by hand' });
const { model, say, sent, answers, settled, promptOf } = one;

const discards = (count: number) => until(() => one.channel().discarded.length >= count);
const reply = (words: string) =>
  model.queue({ answer: { steps: [{ type: 'text', text: words, pieces: 4 }] } });
const group = { id: 'oc_g', kind: 'group', threadId: null } as const;
const openGroups: OpenClawFile = {
  channels: { feishu: { appId: 'cli_test', appSecret: 'x', groupPolicy: 'open', requireMention: true } },
};

describe('an answer that is only the silent token', () => {
  it('is not sent, not seen growing, and is done', async () => {
    await one.start();
    reply(' NO_REPLY\n');
    await say('psst');
    await discards(1);
    await settled();
    expect([sent(), one.channel().updates]).toEqual([[], []]);
    const { messages } = (await (await one.get('/control/chat')).json()) as { messages: { text: string }[] };
    expect(messages.map(({ text }) => text)).toEqual(['psst']);
  });

  it('gives a caller of the API an empty answer', async () => {
    await one.start();
    reply('NO_REPLY');
    const body = { model: 'openclaw', messages: [{ role: 'user', content: 'psst' }] };
    const answer = (await (await one.post('/v1/chat/completions', body)).json()) as {
      choices: { message: { content: string } }[];
    };
    expect(answer.choices[0]?.message.content).toBe('');
  });
});

describe('/reasoning and /verbose', () => {
  it('show the reasoning before the answer without making it part of it', async () => {
    await one.start();
    await say('/reasoning on');
    model.queue({
      answer: {
        steps: [
          { type: 'reasoning', text: 'Think twice.' },
          { type: 'text', text: 'Yes.' },
        ],
      },
    });
    await answers(1);
    await say('well?');
    await answers(2);
    expect(sent()[1]).toBe('> **Reasoning**\n> Think twice.\n\nYes.');
    await say('and now?');
    await answers(3);
    expect(JSON.stringify(model.requests.at(-1)!.body.messages)).not.toContain('Think twice');
  });

  it('tell the tools and the fallbacks', async () => {
    await one.start();
    await say('/verbose full');
    await answers(1);
    model.queue({ answer: { status: 500, body: {} } });
    model.queue({
      answer: { steps: [{ type: 'tool', name: 'write', arguments: { path: 'a.md', content: 'x' } }] },
    });
    reply('Done.');
    await say('go');
    await answers(2);
    expect(sent()[1]).toBe(
      '> sandbox/glm-4.7 failed, asking the next model (server_error)\n\n> 🔧 write `a.md x`\n\n> ✓ Wrote 1 bytes.\n\nDone.',
    );
  });
});

it('/think reaches the model, the configured level until then, and says what is allowed', async () => {
  const { agents } = openclawFile('');
  await one.start({
    agents: { defaults: { ...agents?.defaults, thinkingDefault: 'low' } },
    models: {
      providers: {
        sandbox: {
          baseUrl: model.baseUrl,
          apiKey: 'sk-sandbox-test-key',
          models: [{ id: 'glm-4.7', reasoning: true, compat: { thinkingFormat: 'openai' } }],
        },
      },
    },
  });
  const effort = () => (model.requests.at(-1)!.body as { reasoning_effort?: string }).reasoning_effort;
  await say('1');
  await answers(1);
  expect(effort()).toBe('low');
  await say('/think high');
  await say('2');
  await answers(3);
  expect(effort()).toBe('high');
  await say('/think deeply');
  await answers(4);
  expect(sent()[3]).toMatch(/`xhigh`/);
  await say('/t default');
  await answers(5);
  expect(sent()[4]).toContain('low');
});

describe('/send', () => {
  it('off keeps answers out of the chat, not commands; on brings them back', async () => {
    await one.start();
    await say('/send off');
    await answers(1);
    reply('a whole answer');
    await say('hello');
    await discards(1);
    await settled();
    expect([sent().length, one.channel().updates]).toEqual([1, []]);
    await say('/send on');
    await answers(2);
    reply('heard');
    await say('hello again');
    await answers(3);
    expect(sent()[2]).toBe('heard');
    expect(JSON.stringify(model.requests.at(-1)!.body.messages)).toContain('a whole answer');
  });

  it('is overruled by nobody but the owner, and the configuration can hold groups back', async () => {
    await one.start({
      ...openGroups,
      session: { sendPolicy: { rules: [{ action: 'deny', match: { chatType: 'group' } }] } },
    });
    const bob = { chat: group, sender: { id: 'ou_bob', name: 'Bob' }, mentionsBot: true };
    await say('hello', bob);
    await discards(1);
    await say('/send on', bob);
    await answers(1);
    expect(sent()[0]).toContain('Only the owner');
    await say('/send on', { chat: group, mentionsBot: true });
    await say('hello', bob);
    await answers(3);
  });
});

describe('/activation', () => {
  it('always lets unmentioned words in, of those who may talk at all, and mention ends that', async () => {
    await one.start(openGroups);
    const ada = (words: string, mentionsBot = false) => say(words, { chat: group, mentionsBot });
    await ada('nobody listens');
    await ada('/activation always', true);
    await answers(1);
    reply('I hear you.');
    await ada('somebody listens');
    await answers(2);
    expect(sent()[1]).toBe('I hear you.');
    await ada('/activation mention');
    await answers(3);
    await ada('nobody again');
    await ada('/whoami', true);
    await answers(4);
    expect(model.requests).toHaveLength(1);
  });

  it('is for groups, and for the owner', async () => {
    await one.start(openGroups);
    await say('/activation always');
    await say('/activation always', {
      ...{ chat: group, mentionsBot: true, sender: { id: 'ou_bob', name: 'Bob' } },
    });
    await answers(2);
    expect(sent().join()).toMatch(/for groups/);
    expect(sent().join()).toMatch(/Only the owner/);
  });
});

describe('/new', () => {
  it('takes a model as its first word, and the rest as the first message', async () => {
    await one.start();
    await say('/new glm-4.5-air');
    await answers(1);
    expect(sent()[0]).toContain('It uses sandbox/glm-4.5-air');
    await say('/new GLM-4.7 hello there');
    await answers(2);
    expect(model.requests.at(-1)!.body).toMatchObject({
      model: 'glm-4.7',
      messages: [{ role: 'system' }, { role: 'user', content: 'hello there' }],
    });
  });
});

it('session.reset begins a session anew after the hour, once', async () => {
  now = Date.parse('2026-03-01T23:00:00+08:00');
  await one.start({ session: { reset: { mode: 'daily', atHour: 4 } } });
  const at = (time: string, words: string) => {
    now = Date.parse(`2026-03-02T${time}:00+08:00`);
    return say(words, { sentAt: now });
  };
  await say('late', { sentAt: now });
  await answers(1);
  await at('03:00', 'later');
  await answers(2);
  await at('04:00', 'early');
  await answers(3);
  await at('04:01', 'still early');
  await answers(4);
  const words = (index: number) =>
    promptOf(index)
      .filter(({ role }) => role === 'user')
      .map(({ content }) => content);
  expect([words(1), words(2), words(3)]).toEqual([['late', 'later'], ['early'], ['early', 'still early']]);
});

describe('the sessions of a gateway', () => {
  it('are listed and exported for who knows the token, and only those there are', async () => {
    await one.start();
    reply('hi');
    await say('hello');
    await answers(1);
    await settled();
    const list = SessionList.parse(await (await one.get('/control/sessions')).json());
    expect(list.sessions).toMatchObject([
      { key: 'agent:main:main', agentId: 'main', messages: 2, model: null },
    ]);
    expect((await fetch(`${one.url}/control/sessions/export?key=agent:main:main`)).status).toBe(401);
    expect((await one.get('/control/sessions/export')).status).toBe(400);
    expect((await one.get('/control/sessions/export?key=nobody')).status).toBe(404);
    const exported = await one.get('/control/sessions/export?key=agent:main:main');
    expect(exported.headers.get('content-disposition')).toContain('agent_main_main.jsonl');
  });

  it('are exported whole, however long, in order, and a page at a time', async () => {
    await one.start();
    const { transcripts, inbox } = one.gateway;
    expect(inbox.waiting()).toBe(0);
    const key = 'agent:main:long';
    transcripts.openSession(key, 'main');
    const count = 1_234;
    const row = { session: key, turnId: 't', data: null, channel: 'web', at: 0, model: null } as const;
    for (let index = 0; index < count; index += 1)
      transcripts.append({
        ...row,
        kind: index % 2 === 0 ? 'user' : 'assistant',
        text: `${index} ${'x'.repeat(2_000)}`,
      });
    const text = await (await one.get(`/control/sessions/export?key=${key}`)).text();
    const lines = text.trim().split('\n').slice(1);
    expect(lines.map((line) => Number.parseInt((JSON.parse(line) as { text: string }).text))).toEqual(
      Array.from({ length: count }, (_, index) => index),
    );
    const newest = transcripts.lastWords(key, 3);
    expect(newest.map((each) => Number.parseInt(each.text))).toEqual([1_231, 1_232, 1_233]);
  });
});
