import { expect, it } from 'vitest';
import { inbound, until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';
import { toolContext } from '../agent/testing.ts';
import { sessionsTool } from '../tools/sessions.ts';
import { taskMessage } from './channel.ts';
import { decideSpawn, type SpawnFacts } from './limits.ts';

const one = await testGateway();
const { model, say, sent, onText, promptOf } = one;

const use = (name: string, input: Record<string, unknown>) =>
  ({ type: 'tool', name: 'more_tools', arguments: { name, input } }) as const;
const posted = () => one.channel().posted.map(({ content }) => content.text);
const spawnFor = (words: string, input: Record<string, unknown>) =>
  model.queue({ match: { includes: words }, answer: { steps: [use('spawn', input)] } });

it('a subagent works in a session of its own while the chat goes on, and its report is told in the chat', async () => {
  spawnFor('research', { task: 'count the boats', label: 'boats' });
  onText('count the boats', 'There are 12 boats.');
  onText('research', 'I have begun.');
  onText('Subagent', 'The subagent counted 12 boats.');
  await say('research, please');
  await until(() => posted().length > 0);
  expect(sent()).toEqual(['I have begun.']);
  expect(posted()).toEqual(['The subagent counted 12 boats.']);
  const [child] = one.gateway.subagents.list(null);
  expect(child).toMatchObject({ state: 'done', label: 'boats', result: 'There are 12 boats.' });
  expect(child?.session).toBe(`agent:main:subagent:${child?.id}`);
  const childPrompt = model.requests.find(({ body }) =>
    JSON.stringify(body.messages).includes('count the boats'),
  );
  expect(childPrompt).toBeDefined();
});

it('with wait its report is the result of the tool, and nothing is told twice', async () => {
  spawnFor('now', { task: 'count the boats', wait: true });
  onText('count the boats', 'There are 12 boats.');
  onText('now', 'Twelve.');
  await say('now, please');
  await until(() => sent().length > 0);
  expect(sent()).toEqual(['Twelve.']);
  const messages = promptOf();
  expect(messages.find(({ role }) => role === 'tool')?.content).toContain('There are 12 boats.');
  expect(posted()).toEqual([]);
});

it('one that is stopped ends at once, and no report comes', async () => {
  spawnFor('long', { task: 'hang around' });
  model.queue({ match: { includes: 'hang around' }, answer: { steps: [{ type: 'hang' }] } });
  onText('long', 'Begun.');
  await say('a long one');
  await until(() => sent().length > 0 && one.gateway.subagents.list(null).length > 0);
  const [child] = one.gateway.subagents.list(null);
  await until(() => one.gateway.conversation.isRunning(child!.session));
  expect(one.gateway.subagents.stop(child!.id)).toBe(true);
  expect(one.gateway.subagents.stop(child!.id)).toBe(false);
  await until(() => !one.gateway.conversation.isRunning(child!.session));
  expect(one.gateway.subagents.find(child!.id)).toMatchObject({ state: 'stopped' });
  await say('/subagents');
  await say(`/subagents log ${child!.id}`);
  await say('/subagents log nope');
  await say('/subagents kill all');
  await until(() => sent().length === 5);
  expect(sent()[1]).toMatch(/^- `[0-9a-f]{8}` stopped · 0 min · hang around$/);
  expect(sent()[2]).toContain('user: hang around');
  expect(sent()[3]).toContain(`Those of this session: \`${child!.id}\``);
  expect(sent()[4]).toBe('No subagent was running.');
  expect(posted()).toEqual([]);
});

/** A subagent that has asked its first question and gets no answer until `go` is said. */
async function hanging(task: string): Promise<string> {
  spawnFor('long', { task });
  model.queue({
    match: { includes: task },
    answer: {
      steps: [
        { type: 'delay', ms: 1_000 },
        { type: 'tool', name: 'ls', arguments: { path: '.' } },
      ],
    },
  });
  onText('long', 'Begun.');
  await say('a long one');
  await until(() => sent().length > 0 && one.gateway.subagents.list(null).length > 0);
  const [child] = one.gateway.subagents.list(null);
  await until(() => one.gateway.conversation.isRunning(child!.session));
  return child!.id;
}

it('words by /subagents steer go into the turn of a subagent at work, and nothing is reported of them alone', async () => {
  const id = await hanging('count the boats');
  onText('only the red ones', 'Three red boats.');
  onText('Subagent', 'Three.');
  await say(`/subagents steer ${id} only the red ones`);
  await until(() => posted().length > 0);
  expect(posted()).toEqual(['Three.']);
  expect(sent().at(-1)).toContain('reads it before its next step');
  const child = model.requests.findLast(({ body }) => JSON.stringify(body).includes('only the red ones'));
  expect(JSON.stringify(child?.body.messages)).toContain('count the boats');
  expect(one.gateway.subagents.list(null)).toMatchObject([{ id, result: 'Three red boats.' }]);
  await say(`/subagents steer ${id} too late`);
  await until(() => sent().length === 3);
  expect(sent()[2]).toContain('It has ended; use send.');
});

it('words by /subagents send have a turn of their own in the session of a subagent that has ended', async () => {
  onText('count the boats', 'There are 12 boats.');
  onText('Subagent', 'Twelve.');
  await say('/subagents spawn count the boats');
  await until(() => posted().length === 1);
  const [child] = one.gateway.subagents.list(null);
  onText('and the ships', 'Two ships.');
  onText('session agent:main:subagent', 'And two ships.');
  await say(`/subagents send ${child!.id} and "the" ships? and the ships`);
  await until(() => posted().length === 2);
  expect(posted()).toEqual(['Twelve.', 'And two ships.']);
  const asked = model.requests.find(({ body }) =>
    JSON.stringify((body.messages as object[]).at(-1)).includes('and \\"the\\" ships?'),
  );
  expect(JSON.stringify(asked?.body.messages)).toContain('There are 12 boats.');
  await say('/subagents spawn');
  await until(() => sent().length === 3);
  expect(sent()[2]).toContain('Write what it is to be told.');
});

it('somebody else’s words never enter a subagent that acts for the owner', async () => {
  const group = { chat: { id: 'oc_1', kind: 'group', threadId: null } as const, mentionsBot: true };
  spawnFor('long', { task: 'hang around' });
  model.queue({ match: { includes: 'hang around' }, answer: { steps: [{ type: 'hang' }] } });
  onText('long', 'Begun.');
  await say('a long one', group);
  await until(() => sent().length > 0 && one.gateway.subagents.list(null).length > 0);
  const [child] = one.gateway.subagents.list(null);
  const asker = {
    ...{ message: inbound('x', { ...group, sender: { id: 'ou_guest', name: 'Bob' } }), byOwner: false },
    ...{ agentId: 'main', sessionKey: child!.parentSession, turnId: 't', callId: 'c' },
  };
  for (const how of ['steer', 'send'] as const)
    expect(one.gateway.subagents.tell(child!, how, 'read USER.md', asker)).toEqual({ refusal: 'not_yours' });
  one.gateway.subagents.stop(child!.id);
});

it('a restart in the middle of a run loses neither the run nor its report', async () => {
  spawnFor('research', { task: 'count the boats' });
  model.queue({ match: { includes: 'count the boats' }, answer: { steps: [{ type: 'hang' }] } });
  onText('research', 'I have begun.');
  await say('research, please');
  await until(() => sent().length > 0 && one.gateway.subagents.list(null).length > 0);
  await until(() => one.gateway.conversation.isRunning(one.gateway.subagents.list(null)[0]!.session));
  await one.stop();
  onText('count the boats', 'There are 12 boats.');
  onText('Subagent', 'Told.');
  await one.begin();
  await until(() => posted().length > 0);
  expect(posted()).toEqual(['Told.']);
});

it('words for another session are answered there, with its context, and come back', async () => {
  onText('the word is', 'Noted.');
  const body = { model: 'openclaw', user: 'x', messages: [{ role: 'user', content: 'the word is heron' }] };
  expect((await one.post('/v1/chat/completions', body)).status).toBe(200);
  const key = 'agent:main:openai-user:x';
  const send = (to: string) =>
    model.queue({
      match: { includes: 'pass it on' },
      answer: { steps: [use('sessions', { action: 'send', key: to, text: 'which word was it?' })] },
    });
  send(key);
  onText('which word', 'It was heron.');
  onText('pass it on', 'Heron, they say.');
  await say('pass it on');
  await until(() => sent().includes('Heron, they say.'));
  const asked = model.requests.find(({ body: { messages } }) =>
    (messages as { content: string }[]).at(-1)?.content.includes('which word'),
  );
  expect(JSON.stringify(asked?.body.messages)).toContain('the word is heron');
  send('agent:main:openai-user:nobody');
  onText('pass it on', 'Nobody there.');
  await say('pass it on again');
  await until(() => sent().includes('Nobody there.'));
  const messages = promptOf();
  expect(messages.findLast(({ role }) => role === 'tool')?.content).toContain('There is no session');
});

it('other conversations are closed to everybody but the owner', async () => {
  const tool = sessionsTool(one.gateway.transcripts, one.gateway.subagents);
  const foreign = toolContext(one.stateDir, { byOwner: false, sessionKey: 'agent:main:feishu:group:oc_1' });
  expect(await tool.run({ action: 'list' }, foreign)).toEqual({
    output: 'Only the owner may look into other conversations.',
    ok: false,
  });
  expect(await tool.run({ action: 'history', key: 'agent:main:main' }, foreign)).toMatchObject({ ok: false });
  const inGroup = toolContext(one.stateDir, {
    message: inbound('go', { chat: { id: 'oc_1', kind: 'group', threadId: null } }),
  });
  for (const input of [{ action: 'list' }, { action: 'history', key: 'agent:main:main:x' }])
    expect(await tool.run(input, inGroup)).toMatchObject({
      ok: false,
      output: expect.stringContaining('Not in a group') as string,
    });
  expect(await tool.run({ action: 'list' }, toolContext(one.stateDir))).toMatchObject({ ok: true });
});

const may: SpawnFacts = { isChild: false, agentExists: true, mayUseAgent: true, running: 0, taskChars: 5 };
it.each<[string, Partial<SpawnFacts>, string]>([
  ['a subagent', { isChild: true }, 'depth'],
  ['an unknown agent', { agentExists: false }, 'agent_unknown'],
  ['an agent of the owner’s', { mayUseAgent: false }, 'agent_not_yours'],
  ['the ninth', { running: 8 }, 'too_many'],
  ['no task', { taskChars: 0 }, 'empty'],
  ['a book', { taskChars: 20_001 }, 'too_long'],
])('%s is refused: %s', (_, facts, reason) => {
  expect(decideSpawn({ ...may, ...facts })).toEqual({ kind: 'refused', reason });
  expect(decideSpawn(may)).toEqual({ kind: 'start' });
});

it('the chat that asked lends its kind and its rule of memory, not its id', () => {
  const origin = inbound('go', { chat: { id: 'oc_1', kind: 'group', threadId: 't', memory: 'apart' } });
  const { chat } = taskMessage({ id: 'r1', origin, agentId: 'main', task: 'x' }, 0);
  expect(chat).toEqual({ id: 'r1', kind: 'group', threadId: null, memory: 'apart' });
});
