/**
 * Every crash point of every path: a gateway does a thing once from beginning to end while its state folder is copied around each
 * commit, and from each copy a gateway is started as after a kill. Whatever the point, nothing is lost and nothing is said twice.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { InboundMessage } from './channels/channel.ts';
import {
  inbound,
  keptFiles,
  openclawFile,
  removeDir,
  rockpoolFile,
  startModelEmulator,
  tempDir,
  until,
  writeConfig,
  type ModelEmulator,
  type TestGateway,
} from './testing.ts';
import { killEverywhere, ranIn, type Path, type World } from './testing/kill-everywhere.ts';

vi.setConfig({ testTimeout: 60_000 });

let model: ModelEmulator;
let home: string;
let dir: string;

beforeAll(async () => {
  model = await startModelEmulator({ models: ['glm-4.7', 'glm-4.5-air'] });
});
afterAll(() => model.close());
beforeEach(() => {
  model.reset();
  home = tempDir();
  dir = path.join(home, 'first');
});
afterEach(() => removeDir(home));

const answer = (match: { includes?: string; after?: 'user' | 'tool' }, text: string): void =>
  model.queue({ match, times: 1_000, answer: { steps: [{ type: 'text', text }] } });
const call = (includes: string, name: string, input: Record<string, unknown>): void =>
  model.queue({
    match: { includes, after: 'user' },
    times: 1_000,
    answer: { steps: [{ type: 'tool', name, arguments: input }] },
  });

const sentTo = ({ world }: { world: World }): string[] => Object.values(world.sent);
const kill = (thing: Path) => killEverywhere(home, model, thing);
const always = (): boolean => true;
const say = (words: string, more: Partial<InboundMessage> = {}): InboundMessage => inbound(words, more);
/** the last thing that the model was told */
const lastTold = (): string => JSON.stringify(model.requests.at(-1)?.body.messages);

function writeState(more: Parameters<typeof openclawFile>[1] = {}, rockpool = rockpoolFile): void {
  mkdirSync(dir, { recursive: true });
  writeConfig(dir, openclawFile(model.baseUrl, more), rockpool);
}

it('a message is answered once, and not asked about again once its answer is stored', async () => {
  writeState();
  answer({ includes: 'hello' }, 'good day');
  const { points } = await kill({
    messages: [say('hello')],
    isOver: always,
    judge({ world, asked, point }) {
      expect(sentTo({ world }), point).toEqual(['good day']);
      expect(asked, point).toBe(/answer|sent|done/.test(point) ? 0 : 1);
    },
  });
  expect(points).toEqual(
    expect.arrayContaining([
      ...['nothing stored', 'stored, not acknowledged', 'begun, model not asked', 'model asked'],
      ...['answer stored, not sent', 'sent, not recorded'],
    ]),
  );
});

it('messages that wait behind each other keep their order', async () => {
  writeState({ messages: { queue: { mode: 'followup', debounceMs: 0 } } });
  for (const words of ['one', 'two', 'three']) answer({ includes: words }, `to ${words}`);
  const { points } = await kill({
    messages: [say('one'), say('two'), say('three')],
    isOver: always,
    judge: ({ world, point }) => expect(sentTo({ world }), point).toEqual(['to one', 'to two', 'to three']),
  });
  expect(points.length).toBeGreaterThan(4);
});

it('a tool runs at most once, and the model is told when it was cut short', async () => {
  writeState();
  call('run', 'exec', { command: 'echo ran >> ran.txt' });
  answer({ after: 'tool' }, 'it ran');
  const { points } = await kill({
    messages: [say('run it')],
    isOver: always,
    judge({ world, point, dir: at }) {
      expect(sentTo({ world }), point).toEqual(['it ran']);
      const isCut = point === 'call stored, tool not run' || point === 'tool ran, result not stored';
      expect(ranIn(at), point).toHaveLength(point === 'call stored, tool not run' ? 0 : 1);
      if (isCut) expect(lastTold(), point).toContain('interrupted');
    },
  });
  expect(points).toEqual(
    expect.arrayContaining([
      ...['call stored, tool not run', 'tool ran, result not stored', 'result stored'],
      ...['answer stored, not sent', 'sent, not recorded'],
    ]),
  );
});

it('a command is carried out and answered once', async () => {
  writeState();
  await kill({
    messages: [say('/think high')],
    isOver: always,
    judge({ world, point, gateway, asked }) {
      expect(sentTo({ world }), point).toEqual([expect.stringContaining('high')]);
      expect(gateway.gateway.transcripts.findSession('agent:main:main')?.settings.thinking, point).toBe(
        'high',
      );
      expect(asked, point).toBe(0);
    },
  });
});

it('a stranger gets one code, which is the one that the owner sees', async () => {
  writeState();
  const stranger = { sender: { id: 'ou_stranger', name: 'Bob' }, chat: { ...say('').chat, id: 'oc_bob' } };
  await kill({
    messages: [say('let me in', stranger)],
    isOver: always,
    judge({ world, point, gateway, asked }) {
      const [code] = gateway.gateway.people.pendingPairings();
      expect(sentTo({ world }), point).toEqual([expect.stringContaining(code!.code)]);
      expect(asked, point).toBe(0);
    },
  });
});

it('a program that waits for the owner is not run by a kill, and the message is answered all the same', async () => {
  writeState({ channels: { feishu: { appId: 'cli_test', appSecret: 'app-secret', groupPolicy: 'open' } } });
  call('run', 'exec', { command: 'echo ran >> ran.txt' });
  answer({ after: 'tool' }, 'so be it');
  const answerAll = (gateway: TestGateway, decision: string): boolean => {
    const waiting = gateway.gateway.approvals.approvals.pending();
    for (const { id } of waiting) void gateway.post(`/control/approvals/${id}`, { decision });
    return waiting.length > 0;
  };
  const guest = { sender: { id: 'ou_guest', name: 'Bob' }, mentionsBot: true };
  const { points } = await kill({
    messages: [say('run it', { ...guest, chat: { id: 'oc_g', kind: 'group', threadId: null } })],
    meanwhile: (gateway) => until(() => answerAll(gateway, 'allow-once')),
    isOver: always,
    help: (gateway) => void answerAll(gateway, 'deny'),
    judge({ world, point, dir: at }) {
      expect(sentTo({ world }), point).toEqual(['so be it']);
      const hadRun = /result|answer|sent|done|tool ran/.test(point) && point !== 'call stored, tool not run';
      expect(ranIn(at), point).toHaveLength(hadRun ? 1 : 0);
    },
  });
  expect(points).toEqual(expect.arrayContaining(['call stored, tool not run', 'result stored']));
});

it('files that come with a message are fetched and shown, whatever was fetched before', async () => {
  writeState();
  const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
  keptFiles.set('cat', png);
  answer({ includes: 'look' }, 'a cat');
  const attachments = [
    { kind: 'image', name: 'cat.png', mimeType: '', bytes: png.length, ref: 'cat' } as const,
  ];
  await kill({
    messages: [say('look', { attachments })],
    isOver: always,
    judge({ world, point, dir: at }) {
      expect(sentTo({ world }), point).toEqual(['a cat']);
      const files = readdirSync(path.join(at, 'workspace/inbox'), { recursive: true }) as string[];
      expect(
        files.filter((name) => name.endsWith('.png')),
        point,
      ).toHaveLength(1);
      expect(lastTold()).toContain('cat.png');
    },
  });
});

it.each(['message', 'say'])('a scheduled task (%s) that was promised is told once', async (kind) => {
  writeState();
  answer({ includes: 'count the boats' }, '12 boats');
  const isOver = ({ gateway: { cron } }: TestGateway): boolean =>
    cron.desk.list(cron.operator()).every(({ state }) => state === 'finished') &&
    cron.desk
      .list(cron.operator())
      .every((job) => cron.desk.runsOf(job, 9).every(({ state }) => state === 'done'));
  const { kills } = await kill({
    messages: [],
    async meanwhile(gateway, promised) {
      const made = await gateway.post('/control/cron', {
        in: '1s',
        [kind]: 'count the boats',
        to: 'oc_direct',
      });
      expect(made.status).toBe(201);
      promised('task');
      await until(() => gateway.channel().posted.length > 0);
    },
    isOver,
    judge({ world, point, gateway, asked }) {
      const told = Object.values(world.posted);
      const isMade = gateway.gateway.cron.desk.list(gateway.gateway.cron.operator()).length > 0;
      if (!isMade) expect(world.acknowledged, point).not.toContain('task');
      expect(told, point).toHaveLength(isMade ? 1 : 0);
      if (isMade) expect(told[0]).toContain(kind === 'say' ? 'count the boats' : '12 boats');
      if (kind === 'say' || /answer|sent|done/.test(point)) expect(asked, point).toBe(0);
    },
  });
  expect(kills).toBeGreaterThan(4);
});

it('a subagent that was begun reports once', async () => {
  writeState();
  call('research', 'more_tools', { name: 'spawn', input: { task: 'count the boats' } });
  answer({ includes: 'research', after: 'tool' }, 'I have begun.');
  answer({ includes: 'Subagent' }, 'It found 12.');
  answer({ includes: 'count the boats' }, '12 boats');
  await kill({
    messages: [say('research, please')],
    isOver: ({ gateway }) => gateway.subagents.list(null).every(({ state }) => state === 'done'),
    judge({ world, point, gateway }) {
      expect(sentTo({ world }), point).toEqual(['I have begun.']);
      const begun = gateway.gateway.subagents.list(null);
      expect(Object.values(world.posted), point).toEqual(begun.map(() => 'It found 12.'));
      if (begun.length === 0) expect(lastTold(), point).toContain('interrupted');
    },
  });
});

it('a conversation that is written down and summed up loses no word, and the command is answered once', async () => {
  writeState({}, { ...rockpoolFile, limits: { historyTokensMax: 1_000 } });
  call('about to be summed up', 'write', { path: 'memory/today.md', content: 'Ada likes tea' });
  answer({ includes: 'about to be summed up' }, 'NO_REPLY');
  answer({ includes: 'Sum up everything above' }, 'Short.');
  answer({ includes: 'message' }, 'ok');
  const words = (index: number): string => `message ${index} ${'word '.repeat(120)}`;
  await kill({
    async before(gateway) {
      for (const index of [1, 2, 3]) {
        await gateway.channel().host.receive(say(words(index)));
        await until(() => gateway.channel().sent.length === index && gateway.gateway.inbox.waiting() === 0);
      }
      gateway.channel().sent.length = 0;
    },
    messages: [say('/compact')],
    isOver: always,
    judge({ world, point, dir: at, gateway }) {
      expect(sentTo({ world }), point).toHaveLength(1);
      const session = 'agent:main:main';
      expect(gateway.gateway.transcripts.findSession(session)?.summary, point).toBe('Short.');
      expect(readFileSync(path.join(at, 'workspace/memory/today.md'), 'utf8'), point).toBe('Ada likes tea');
      const said = gateway.gateway.transcripts.lastWords(session, 100).filter(({ kind }) => kind === 'user');
      expect(
        said.map(({ text }) => text),
        point,
      ).toEqual([1, 2, 3].map(words));
    },
  });
});

it('a caller of the API who is gone leaves nothing behind', async () => {
  writeState();
  answer({ includes: 'hello' }, 'good day');
  await kill({
    messages: [],
    async meanwhile(gateway) {
      const messages = [{ role: 'user', content: 'hello' }];
      expect((await gateway.post('/v1/chat/completions', { model: 'openclaw', messages })).status).toBe(200);
    },
    isOver: always,
    judge({ world, point, gateway, asked }) {
      expect(sentTo({ world }), point).toEqual([]);
      expect(asked, point).toBe(0);
      expect(gateway.gateway.transcripts.listSessions(), point).toEqual([]);
    },
  });
});
