/** Messages that share a turn, at each place where the gateway may end: none is lost, none is answered twice. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, it } from 'vitest';
import { until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';

/** How many messages were under way for a start that came after a kill, at each question. */
const begunWhenAsked: number[] = [];
const one = await testGateway({
  asking() {
    // another connection sees what is committed, and no more
    const sqlite = new DatabaseSync(path.join(one.stateDir, 'gateway.sqlite'), { readOnly: true });
    begunWhenAsked.push(
      sqlite.prepare(`SELECT count(*) AS n FROM inbox WHERE state = 'running'`).get()!.n as number,
    );
    sqlite.close();
  },
});
beforeEach(() => void begunWhenAsked.splice(0));
const { model, say, sent, answers, settled, promptOf } = one;

const says = (includes: string, ...words: string[]) => {
  for (const text of words) model.queue({ match: { includes }, answer: { steps: [{ type: 'text', text }] } });
};
const hangs = (includes: string) =>
  model.queue({ match: { includes }, answer: { steps: [{ type: 'hang' }] } });
const lastUserWords = (): string[] =>
  promptOf()
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content);

/** "work" has begun a tool that runs until what is returned is called. */
async function working(): Promise<() => void> {
  const at = (name: string): string => path.join(one.stateDir, 'workspace', name);
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

it('new words wait for a running turn: the next start gives them to it, before it asks again', async () => {
  await working();
  await say('steered');
  says('steered', 'both');
  await one.restart();
  await answers(1);
  await settled();
  expect(sent()).toEqual(['both']);
  expect(lastUserWords()).toEqual(['work', 'steered']);
});

it('the model hears new words only when a kill cannot take them out of the turn any more', async () => {
  const go = await working();
  says('steered', 'both');
  await say('steered');
  go();
  await answers(1);
  expect(sent()).toEqual(['both']);
  expect(begunWhenAsked).toEqual([1, 2]);
});

it('new words are in the turn, which is not answered: it goes on with them', async () => {
  const go = await working();
  hangs('steered');
  says('steered', 'both');
  await say('steered');
  const asked = model.requests.length;
  go();
  await until(() => model.requests.length > asked);
  await one.restart();
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
  await one.restart();
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
  await one.begin();
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
  await one.restart();
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
  await one.restart();
  await answers(2);
  await settled();
  expect(sent()).toEqual(['half\n\n(interrupted by your next message)', 'the second']);
});
