/** Messages that arrive while a turn of their session runs, through a whole gateway. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';

const one = await testGateway();
const { model, say, sent, answers, settled, reply, promptOf } = one;

const wordsOf = (index: number) =>
  promptOf(index)
    .filter(({ role }) => role !== 'system')
    .map(({ role, content }) => `${role}: ${content}`);
const asked = (count: number) => until(() => model.requests.length >= count);
/** The model says it at once and then nothing for ever. */
const hang = (words: string) =>
  model.queue({ answer: { steps: [{ type: 'text', text: words, pieces: 1 }, { type: 'hang' }] } });
const shown = (words: string) => until(() => one.channel().updates.includes(words));

/** A turn whose first of two calls runs until `go`. */
async function workUntil(): Promise<{ go(): void; second: string }> {
  const command = 'touch begun; until [ -e go ]; do sleep 0.02; done; echo first done';
  model.queue({
    answer: {
      steps: [
        { type: 'tool', name: 'exec', arguments: { command } },
        { type: 'tool', name: 'exec', arguments: { command: 'touch second' } },
      ],
    },
  });
  const at = (name: string): string => path.join(one.stateDir, 'workspace', name);
  await say('work');
  await until(() => existsSync(at('begun')));
  return { go: () => writeFileSync(at('go'), ''), second: at('second') };
}

describe('steer', () => {
  it('gives new words to the running turn before its next question, and leaves out the calls that had not begun', async () => {
    const { go, second } = await workUntil();
    reply('Did the other thing.');
    await say('do the other thing');
    await say('and quickly');
    go();
    await answers(1);
    await settled();
    expect(sent()).toEqual(['Did the other thing.']);
    expect(existsSync(second)).toBe(false);
    expect(wordsOf(1).slice(2)).toEqual([
      'tool: first done',
      expect.stringContaining('Skipped'),
      'user: do the other thing',
      'user: and quickly',
    ]);
    expect(one.channel().discarded).toHaveLength(2);
    const { messages } = (await (await one.get('/control/chat')).json()) as { messages: { text: string }[] };
    expect(messages.map(({ text }) => text)).toEqual([
      'work',
      'do the other thing',
      'and quickly',
      'Did the other thing.',
    ]);
  });

  it('answers by a turn of its own what came while the last words were spoken', async () => {
    model.queue({
      answer: {
        steps: [
          { type: 'delay', ms: 50 },
          { type: 'text', text: 'one' },
        ],
      },
    });
    reply('two');
    await say('1');
    await asked(1);
    await say('2');
    await answers(2);
    expect(sent()).toEqual(['one', 'two']);
  });

  it('never lets another person into a turn, nor a command be overtaken', async () => {
    const { go } = await workUntil();
    one.gateway.people.requestPairing({
      ...{ channel: 'feishu', accountId: 'default', appId: 'cli_test' },
      ...{ senderId: 'ou_bob', senderName: 'Bob' },
    });
    one.gateway.people.approvePairing(one.gateway.people.pendingPairings()[0]!.code, () => 'ou_owner');
    reply('to Bob');
    await say('I am Bob', {
      sender: { id: 'ou_bob', name: 'Bob' },
      chat: { id: 'oc_bob', kind: 'direct', threadId: null },
    });
    await answers(1);
    // nor does he hear what the owner and the agent have said
    expect(wordsOf(1)).toEqual(['user: I am Bob']);
    await say('/new');
    await say('after new');
    for (const words of ['first', 'to Ada']) reply(words);
    go();
    await answers(4);
    await settled();
    expect(wordsOf(2).some((words) => words.includes('Bob'))).toBe(false);
    expect([sent()[0], sent()[1], sent()[3]]).toEqual(['to Bob', 'first', 'to Ada']);
    expect(wordsOf(3)).toEqual(['user: after new']);
  });
});

describe('followup', () => {
  it('answers one after the other', async () => {
    await say('/queue followup');
    await answers(1);
    const { go, second } = await workUntil();
    await say('next');
    reply('worked');
    reply('and next');
    go();
    await answers(3);
    expect(sent().slice(1)).toEqual(['worked', 'and next']);
    expect(existsSync(second)).toBe(true);
  });
});

describe('collect', () => {
  it('answers what waited together, once, under the newest message', async () => {
    await say('/queue collect debounce:10ms');
    await answers(1);
    const { go } = await workUntil();
    const ids = [await say('a'), await say('b'), await say('c')];
    reply('worked');
    reply('all three');
    go();
    await answers(3);
    await settled();
    expect(sent().slice(1)).toEqual(['worked', 'all three']);
    expect(wordsOf(-1).slice(-3)).toEqual(['user: a', 'user: b', 'user: c']);
    expect(one.channel().discarded).toHaveLength(ids.length - 1);
    const { sessions } = (await (await one.get('/control/sessions')).json()) as { sessions: object[] };
    expect(sessions).toMatchObject([{ key: 'agent:main:main', messages: 6 }]);
  });
});

describe('interrupt', () => {
  it('ends the running answer for the newest message and keeps what was said', async () => {
    await say('/queue interrupt');
    await answers(1);
    hang('half of the first');
    await say('first');
    await shown('half of the first');
    reply('the second');
    await say('second');
    await answers(3);
    await settled();
    expect(sent().slice(1).sort()).toEqual([
      'half of the first\n\n(interrupted by your next message)',
      'the second',
    ]);
    expect(wordsOf(-1)).toEqual(['user: first', 'assistant: half of the first', 'user: second']);
  });

  it('answers once when nothing had been said yet', async () => {
    await say('/queue interrupt');
    await answers(1);
    model.queue({ answer: { steps: [{ type: 'hang' }] } });
    await say('first');
    await asked(1);
    reply('both');
    await say('second');
    await answers(2);
    await settled();
    expect(sent().slice(1)).toEqual(['both']);
    expect(wordsOf(-1)).toEqual(['user: first', 'user: second']);
    expect(one.channel().discarded).toHaveLength(1);
  });
});

describe('a full line', () => {
  it.each([
    ['old', ['b', 'c']],
    ['new', ['a', 'b']],
  ])('with drop:%s tells who was left out', async (drop, kept) => {
    await say(`/queue followup cap:2 drop:${drop}`);
    await answers(1);
    const { go } = await workUntil();
    for (const words of ['a', 'b', 'c']) await say(words);
    await answers(2);
    expect(sent()[1]).toContain('Too many messages');
    for (const words of ['worked', '1', '2']) reply(words);
    go();
    await answers(5);
    await settled();
    expect(wordsOf(-1).filter((words) => /^user: [abc]$/.test(words))).toEqual(
      kept.map((each) => `user: ${each}`),
    );
  });

  it('with drop:summarize gives the oldest to the next turn, shortened', async () => {
    await say('/queue followup cap:1 drop:summarize');
    await answers(1);
    const { go } = await workUntil();
    await say('long '.repeat(100));
    await say('b');
    reply('worked');
    reply('both');
    go();
    await answers(3);
    await settled();
    expect(sent().slice(1)).toEqual(['worked', 'both']);
    expect(wordsOf(-1).at(-2)).toMatch(/^user: (long ){32}\n\[cut short/);
    expect(wordsOf(-1).at(-1)).toBe('user: b');
  });
});

describe('/stop', () => {
  it('ends the running answer and tells everyone who waited behind it', async () => {
    await say('/queue followup');
    await answers(1);
    hang('half');
    await say('first');
    await shown('half');
    await say('second');
    await say('third');
    await say('/stop');
    await answers(5);
    await settled();
    expect(sent().slice(1).sort()).toEqual(['(stopped)', '(stopped)', 'Stopped.', 'half\n\n(stopped)']);
    expect(model.requests).toHaveLength(1);
  });
});

it('/queue says what is in force, and what is allowed when it is not', async () => {
  await say('/queue');
  await say('/queue sometimes');
  await say('/queue collect debounce:2h');
  await say('/queue collect debounce:2s cap:5 drop:new');
  await say('/queue default');
  await answers(5);
  expect(sent()[0]).toContain('`steer`');
  expect(sent()[1]).toContain('`interrupt`');
  expect(sent()[2]).toContain('not a usable duration');
  expect(sent()[3]).toMatch(/`collect`.* 2 s .*At most 5 /);
  expect(sent()[4]).toContain('configuration');
  expect(one.gateway.transcripts.findSession('agent:main:main')?.settings.queue).toBeUndefined();
});
