import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inbound, openclawFile, rockpoolFile, until } from './testing.ts';
import { testGateway } from './testing/test-gateway.ts';

const one = await testGateway();
const { model, ask, say, sent, answers, reply, promptOf } = one;

describe('a message', () => {
  it('whose answer breaks off keeps what was said, and is not told to check the address', async () => {
    model.queue({ answer: { steps: [{ type: 'text', text: 'The first half' }, { type: 'abort' }] } });
    expect(await ask('hello')).toMatch(
      /^The first half\n\n\(the connection to the model broke .*"continue"\) \[[0-9a-f]{8}\]$/,
    );
  });

  it('is answered once, however often it is delivered', async () => {
    const message = inbound('hello', { messageId: 'om_same' });
    await Promise.all([one.channel().host.receive(message), one.channel().host.receive(message)]);
    await answers(1);
    await one.channel().host.receive(message);
    await say('/whoami');
    await answers(2);
    expect(model.requests).toHaveLength(1);
    expect(sent()[1]).toContain('ou_owner');
  });

  it('is the same message under a second id when sender, time and words are the same', async () => {
    const message = inbound('hello');
    await one.channel().host.receive(message);
    await one.channel().host.receive({ ...message, messageId: 'om_other' });
    await answers(1);
    await say('/whoami');
    await answers(2);
    expect(model.requests).toHaveLength(1);
  });

  it('is dropped when it is delivered more than half an hour late', async () => {
    await say('old', { sentAt: Date.now() - 31 * 60_000 });
    await say('/whoami');
    await answers(1);
    expect(model.requests).toHaveLength(0);
  });

  it('waits for the one before it, in order', async () => {
    model.queue({
      answer: {
        steps: [
          { type: 'delay', ms: 50 },
          { type: 'text', text: 'first' },
        ],
      },
    });
    reply('second');
    reply('third');
    await Promise.all([say('1'), say('2'), say('3')]);
    await answers(3);
    expect(sent()).toEqual(['first', 'second', 'third']);
    expect(
      promptOf(2)
        .map(({ content }) => content)
        .slice(1),
    ).toEqual(['1', 'first', '2', 'second', '3']);
  });

  it('reaches the model clean: no control characters, no half emoji, and not endless', async () => {
    await say('a\u0000b\u001b[31m\ud83e');
    await answers(1);
    expect(promptOf(0).at(-1)?.content).toBe('ab[31m\ufffd');
    await say('x'.repeat(1_000_000));
    await answers(2);
    expect(promptOf(1).at(-1)?.content).toMatch(/^x{100000}\n\[900000 more characters were cut off\]$/);
  });

  it('asks the next model when the first fails, and tells in words when all do', async () => {
    model.queue({ match: { model: 'glm-4.7' }, answer: { status: 500, body: {} } });
    reply('from the second');
    await say('hello');
    await answers(1);
    expect(sent()).toEqual(['from the second']);
    model.queue({ times: 2, answer: { status: 429, body: { error: { code: '1302', message: 'x' } } } });
    await say('again');
    await answers(2);
    expect(sent()[1]).toMatch(/limits the rate .* \[[0-9a-f]{8}\]$/);
    expect(await (await fetch(`${one.url}/metrics`)).text()).toContain(
      'rockpool_errors_total{kind="rate_limited"} 2',
    );
  });

  it('is sent again later when the channel fails, with the same key', async () => {
    one.channel().failNext = 1;
    await say('hello');
    await answers(1);
    expect(one.channel().sent).toHaveLength(1);
  });
});

describe('the prompt', () => {
  it('for "hi" stays under 2,000 tokens, tools and first files included', async () => {
    await say('hi');
    await answers(1);
    expect(model.requests[0]!.promptTokens).toBeLessThan(2_000);
    expect(model.requests[0]!.tools).toBeGreaterThanOrEqual(5);
    expect(promptOf(0)[0]?.content).toContain('How to work here');
  });

  it('begins with the same bytes from turn to turn', async () => {
    await say('1');
    await say('2');
    await answers(2);
    const [first, second] = [0, 1].map((index) => JSON.stringify(promptOf(index).slice(0, 2)));
    expect(second).toBe(first);
  });

  it('in a group names the sender and leaves out what is about the owner', async () => {
    writeFileSync(path.join(one.stateDir, 'workspace/MEMORY.md'), 'the safe code is 1234');
    await say('hello', { chat: { id: 'oc_g', kind: 'group', threadId: null }, mentionsBot: true });
    await answers(1);
    expect(promptOf(0).at(-1)?.content).toBe('[Ada] hello');
    expect(JSON.stringify(promptOf(0))).not.toContain('1234');
  });

  it('drops the beginning of a long conversation, says so, and keeps the user’s newest words', async () => {
    const { agents } = openclawFile(model.baseUrl);
    const defaults = { ...agents?.defaults, compaction: { mode: 'off' as const } };
    one.write(openclawFile(model.baseUrl, { agents: { defaults } }), {
      ...rockpoolFile,
      limits: { historyTokensMax: 1_000 },
    });
    await until(() => one.gateway.config().limits.historyTokensMax === 1_000);
    for (let index = 0; index < 8; index += 1) {
      await say(`message ${index} ${'word '.repeat(200)}`);
      await answers(index + 1);
    }
    const last = promptOf(-1);
    expect(last.length).toBeLessThan(10);
    expect(last[0]?.content).toContain('no longer shown');
    expect(last.at(-1)?.content).toContain('message 7');
  });
});

describe('tools', () => {
  it('work in the workspace, and the call and its result are kept', async () => {
    const args = { path: 'notes/todo.md', content: 'buy milk' };
    model.queue({
      answer: {
        steps: [
          { type: 'text', text: 'Writing.' },
          { type: 'tool', name: 'write', arguments: args },
        ],
      },
    });
    reply('Done.');
    await say('note it');
    await answers(1);
    expect(sent()).toEqual(['Writing.\n\nDone.']);
    expect(readFileSync(path.join(one.stateDir, 'workspace/notes/todo.md'), 'utf8')).toBe('buy milk');
    const history = (await (await one.get('/control/chat')).json()) as { messages: object[] };
    expect(history.messages.at(-1)).toMatchObject({
      role: 'assistant',
      text: 'Writing.\n\nDone.',
      tools: [{ name: 'write', ok: true, output: 'Wrote 8 bytes.' }],
    });
  });

  it('exec is absent when it is switched off', async () => {
    one.write(openclawFile(model.baseUrl), { ...rockpoolFile, exec: { enabled: false } });
    await until(() => !one.gateway.config().exec.enabled);
    await say('hi');
    await answers(1);
    expect(JSON.stringify(model.requests[0]!.body)).not.toContain('"exec"');
    expect(promptOf(0)[0]?.content).toContain('cannot run programs');
  });
});

describe('commands', () => {
  it('stop a running turn at once, and what was said stays', async () => {
    model.queue({ answer: { steps: [{ type: 'text', text: 'begin', pieces: 1 }, { type: 'hang' }] } });
    await say('long');
    await until(() => one.channel().updates.includes('begin'));
    await say('/status');
    await answers(1);
    expect(sent()[0]).toContain('answering');
    await say('/stop');
    await answers(3);
    expect(sent()).toEqual(expect.arrayContaining(['Stopped.', 'begin\n\n(stopped)']));
    await say('next');
    await answers(4);
    expect(promptOf(-1).map(({ content }) => content)).toContain('begin');
  });

  it('begin a new session, with a first message if there is one', async () => {
    await say('one');
    await answers(1);
    await say('/new two');
    await answers(2);
    expect(
      promptOf(1)
        .map(({ content }) => content)
        .slice(1),
    ).toEqual(['two']);
  });

  it('choose a model strictly: no other one is asked', async () => {
    await say('/model air');
    await say('/model glm-4.5-air');
    await answers(2);
    expect(sent()[0]).toContain('There is no model air');
    model.queue({ answer: { status: 500, body: {} } });
    await say('hello');
    await answers(3);
    expect(model.requests).toHaveLength(1);
    expect(model.requests[0]?.body.model).toBe('glm-4.5-air');
    await say('/model default');
    await say('hello');
    await answers(5);
    expect(model.requests.at(-1)?.body.model).toBe('glm-4.7');
  });

  it('choose a model by its number in the list, and tell which ones are asked', async () => {
    expect(await ask('/model')).toContain('2. `sandbox/glm-4.5-air`');
    expect(await ask('/model status')).toMatch(/in this order.*\n1\. `sandbox\/glm-4\.7`.*\n2\. `sandbox/);
    expect(await ask('/model 2')).toContain('now uses sandbox/glm-4.5-air');
    expect(await ask('/model STATUS')).toMatch(
      /only one asked:\n1\. `sandbox\/glm-4\.5-air` · 127\.0\.0\.1:/,
    );
    for (const wrong of ['0', '3', '-1', '99999', '2.0', '1 2'])
      expect(await ask(`/model ${wrong}`)).toContain(`There is no model ${wrong}`);
    expect(await ask('/model #1')).toContain('now uses sandbox/glm-4.7');
  });

  it('that do not exist are said to be unknown, and a path is no command', async () => {
    await say('/nonsense');
    await answers(1);
    expect(sent()[0]).toMatch(/no command \/nonsense.*\/help/);
    await say('/etc/hosts is broken');
    await answers(2);
    expect(model.requests).toHaveLength(1);
  });
});

describe('who may talk', () => {
  const stranger = { sender: { id: 'ou_stranger', name: 'Bob' } };

  it('an unknown sender gets a code, and is let in when the owner approves', async () => {
    await say('let me in', stranger);
    await answers(1);
    const { requests } = (await (await one.get('/control/pairing')).json()) as {
      requests: { code: string }[];
    };
    expect(requests).toMatchObject([{ senderId: 'ou_stranger', senderName: 'Bob' }]);
    const code = requests[0]!.code;
    expect(code).toMatch(/^[A-HJ-NP-Z2-9]{8}$/);
    expect(sent()[0]).toContain(code);
    expect(model.requests).toHaveLength(0);
    expect((await one.post(`/control/pairing/${code}/approve`)).status).toBe(200);
    expect((await one.post(`/control/pairing/${code}/approve`)).status).toBe(404);
    await say('hello', stranger);
    await answers(2);
    expect(model.requests).toHaveLength(1);
  });

  it('the first who is approved owns a bot that has no owner', async () => {
    one.write(openclawFile(model.baseUrl), { locale: 'en' });
    await until(() => one.opened.length === 2);
    await say('hello', stranger);
    await answers(1);
    const { requests } = (await (await one.get('/control/pairing')).json()) as {
      requests: { code: string }[];
    };
    await one.post(`/control/pairing/${requests[0]!.code}/approve`);
    const status = (await (await one.get('/control/status')).json()) as { channels: object[] };
    expect(status.channels).toMatchObject([{ ownerId: 'ou_stranger' }]);
  });

  it('a group that is not allowed hears nothing, not even a code', async () => {
    const chat = { id: 'oc_g', kind: 'group', threadId: null } as const;
    await say('hello', { ...stranger, chat, mentionsBot: true });
    await say('hello', { chat, mentionsBot: false });
    await say('/whoami');
    await answers(1);
    expect(sent()).toHaveLength(1);
    expect(sent()[0]).toContain('ou_owner');
  });

  it('the owner’s first answered message is on record', async () => {
    await say('hello');
    await answers(1);
    const channelOf = async () =>
      ((await (await one.get('/control/status')).json()) as { channels: Record<string, unknown>[] })
        .channels[0]!;
    await until(async () => (await channelOf()).ownerAnsweredAt !== null);
    expect(await channelOf()).toMatchObject({ ownerId: 'ou_owner', lastInboundAt: expect.any(String) });
  });
});

describe('a changed configuration', () => {
  it('that does not touch a channel leaves it open; the same bytes change nothing', async () => {
    const before = one.gateway.configState.current();
    one.write(openclawFile(model.baseUrl));
    one.write(openclawFile(model.baseUrl, { agents: { defaults: { model: 'sandbox/glm-4.5-air' } } }));
    await until(() => one.gateway.configState.current().hash !== before.hash);
    await say('hello');
    await answers(1);
    expect(model.requests[0]?.body.model).toBe('glm-4.5-air');
    expect(one.opened).toHaveLength(1);
  });

  it('opens a channel anew when its settings changed, and closes it when it is gone', async () => {
    one.write(openclawFile(model.baseUrl, { channels: { feishu: { appId: 'cli_other', appSecret: 'x' } } }));
    await until(() => one.opened.length === 2);
    expect(one.opened[0]?.stopped).toBe(true);
    one.write(openclawFile(model.baseUrl, { channels: {} }));
    await until(() => one.opened[1]!.stopped);
    expect(await (await fetch(`${one.url}/readyz`)).json()).toMatchObject({ ready: true, failing: [] });
  });

  it('that cannot be read leaves the last good one in force and names the field', async () => {
    const before = one.gateway.configState.current().hash;
    one.write(openclawFile(model.baseUrl, { gateway: { prot: 1 } } as never));
    const status = async () =>
      (await (await one.get('/control/status')).json()) as { config: { hash: string; error: unknown } };
    await until(async () => (await status()).config.error !== null);
    expect((await status()).config).toMatchObject({
      hash: before,
      error: { path: 'gateway.prot', message: 'unknown key' },
    });
    await say('hello');
    await answers(1);
    one.write(openclawFile(model.baseUrl));
    await until(async () => (await status()).config.error === null);
    expect((await status()).config.hash).toBe(before);
  });
});

it('writes no secret and no word of a conversation into its log', async () => {
  model.queue({
    answer: { status: 401, body: { error: { message: 'bad key sk-sandbox-test-key' } } },
    times: 2,
  });
  await say('my private words');
  await answers(1);
  one.channel().host.log('error', 'refused app-secret-for-tests', {
    appSecret: 'x1',
    token: 'x2',
    error: new Error('with sk-sandbox-test-key'),
  });
  await one.stop();
  const log = one.log.join('');
  expect(log).toContain('[redacted]');
  for (const secret of ['sk-sandbox-test-key', 'app-secret-for-tests', 'private words', 'x1', 'x2'])
    expect(log).not.toContain(secret);
  expect(existsSync(path.join(one.stateDir, 'gateway.sqlite'))).toBe(true);
  await one.begin();
});
