/** Messages that share a turn, at each place where the gateway may end: none is lost, none is answered twice. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  inbound,
  openclawFile,
  removeDir,
  startGateway,
  startModelEmulator,
  tempDir,
  until,
  writeConfig,
  type ModelEmulator,
  type TestGateway,
} from '../testing.ts';

let model: ModelEmulator;
let dir: string;
let one: TestGateway;

const start = async (): Promise<void> => {
  one = await startGateway(dir);
  await until(() => one.opened.length > 0);
};
beforeAll(async () => {
  model = await startModelEmulator({ models: ['glm-4.7', 'glm-4.5-air'] });
});
afterAll(() => model.close());
beforeEach(async () => {
  model.reset();
  dir = tempDir();
  writeConfig(dir, openclawFile(model.baseUrl));
  await start();
});
afterEach(async () => {
  await one.stop();
  removeDir(dir);
});

const say = (words: string) => one.channel().host.receive(inbound(words));
const sent = (): string[] => one.channel().sent.map(({ text }) => text);
const answers = (count: number) => until(() => one.channel().sent.length >= count);
const settled = () => until(() => one.gateway.inbox.waiting() === 0);
const restart = async (): Promise<void> => {
  await one.stop(0);
  await start();
};
const says = (includes: string, ...words: string[]) => {
  for (const text of words) model.queue({ match: { includes }, answer: { steps: [{ type: 'text', text }] } });
};
const hangs = (includes: string) =>
  model.queue({ match: { includes }, answer: { steps: [{ type: 'hang' }] } });
const lastUserWords = (): string[] =>
  (model.requests.at(-1)!.body.messages as { role: string; content: string }[])
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content);

/** "work" has begun a tool that runs until what is returned is called. */
async function working(): Promise<() => void> {
  const at = (name: string): string => path.join(dir, 'workspace', name);
  for (const name of ['begun', 'go']) rmSync(at(name), { force: true });
  const command = 'touch begun; until [ -e go ]; do sleep 0.02; done';
  model.queue({
    match: { includes: 'work' },
    answer: { steps: [{ type: 'tool', name: 'exec', arguments: { command } }] },
  });
  await say('work');
  await until(() => existsSync(at('begun')));
  return () => writeFileSync(at('go'), '');
}

it('new words wait for a running turn: the next start gives them to it, or a turn of their own', async () => {
  await working();
  await say('steered');
  says('work', 'resumed');
  says('steered', 'own turn');
  await restart();
  await answers(2);
  await settled();
  expect(sent()).toEqual(['resumed', 'own turn']);
});

it('new words are in the turn, which is not answered: it goes on with them', async () => {
  const go = await working();
  hangs('steered');
  says('steered', 'both');
  await say('steered');
  const asked = model.requests.length;
  go();
  await until(() => model.requests.length > asked);
  await restart();
  await answers(1);
  await settled();
  expect(sent()).toEqual(['both']);
  expect(lastUserWords()).toEqual(['work', 'steered']);
  expect(one.channel().discarded).toHaveLength(1);
});

it('the answer to both is stored and not sent: it is sent once, and both are done', async () => {
  const go = await working();
  says('steered', 'both');
  await say('steered');
  one.channel().failNext = 99;
  go();
  await until(() => one.channel().failNext < 99);
  await restart();
  await answers(1);
  await settled();
  expect(sent()).toEqual(['both']);
  expect(one.channel().discarded).toHaveLength(1);
  expect(model.requests).toHaveLength(2);
});

it('the person has not paused yet: the gateway ends at once, and the next one answers all together', async () => {
  await say('/queue collect debounce:60s');
  await answers(1);
  const go = await working();
  says('work', 'worked');
  says('b', 'both');
  await say('a');
  await say('b');
  go();
  await answers(2);
  expect(one.gateway.inbox.waiting()).toBe(2);
  const begun = performance.now();
  await one.stop(30_000);
  expect(performance.now() - begun).toBeLessThan(10_000);
  await start();
  await answers(1);
  await settled();
  expect(sent()).toEqual(['both']);
  expect(lastUserWords().slice(-2)).toEqual(['a', 'b']);
});

it('the collected turn has begun: its messages stay together', async () => {
  await say('/queue collect debounce:1ms');
  await answers(1);
  const go = await working();
  says('work', 'worked');
  hangs('b');
  says('b', 'both');
  await say('a');
  await say('b');
  const asked = model.requests.length;
  go();
  await until(() => model.requests.length > asked + 1);
  await restart();
  await answers(1);
  await settled();
  expect(sent()).toEqual(['both']);
  expect(lastUserWords().slice(-2)).toEqual(['a', 'b']);
});

it('a turn is interrupted: what was said is told, and only the newest words are answered', async () => {
  await say('/queue interrupt');
  await answers(1);
  model.queue({
    match: { includes: 'first' },
    answer: { steps: [{ type: 'text', text: 'half', pieces: 1 }, { type: 'hang' }] },
  });
  hangs('second');
  says('second', 'the second');
  await say('first');
  await until(() => one.channel().updates.includes('half'));
  one.channel().failNext = 99;
  await say('second');
  await until(() => model.requests.length === 2);
  await restart();
  await answers(2);
  await settled();
  expect(sent()).toEqual(['half\n\n(interrupted by your next message)', 'the second']);
});
