/** Long conversations through a whole gateway: written down, summed up, and never lost when the model fails. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OpenClawFile } from '../config.ts';
import { openclawFile, removeDir, rockpoolFile, until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';

type Compaction = NonNullable<NonNullable<OpenClawFile['agents']>['defaults']>['compaction'];

const one = await testGateway({ starts: 'by hand' });
const { model, say, sent, answers, ask, promptOf } = one;
const rockpool = { ...rockpoolFile, limits: { historyTokensMax: 1_000 } };

async function start(compaction: Compaction = {}): Promise<void> {
  const { agents } = openclawFile(model.baseUrl);
  await one.start({ agents: { defaults: { ...agents?.defaults, compaction } } }, rockpool);
}

const idle = () => until(() => one.gateway.report.status().runningTurns === 0);
const lastWords = (index: number): string => promptOf(index).at(-1)!.content;
const flush = 'is about to be summed up';
const summing = 'Sum up everything above';
const session = () => one.gateway.transcripts.findSession('agent:main:main')!;
const script = (includes: string, words: string) =>
  model.queue({ match: { includes }, times: 20, answer: { steps: [{ type: 'text', text: words }] } });

/** Each about 210 tokens; the fourth nears the limit. */
async function talk(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await ask(`message ${index} ${'word '.repeat(165)}`);
  }
  await idle();
}

describe('a conversation that nears its limit', () => {
  it('is written down silently, summed up, and goes on after the summary', async () => {
    await start();
    const note = { path: 'memory/today.md', content: 'Ada likes tea' };
    model.queue({
      match: { includes: flush },
      answer: { steps: [{ type: 'tool', name: 'write', arguments: note }] },
    });
    script(flush, 'NO_REPLY');
    script(summing, 'Ada asked for words.');
    script('message', 'ok');
    await talk(4);
    expect(readFileSync(path.join(one.stateDir, 'workspace/memory/today.md'), 'utf8')).toBe('Ada likes tea');
    expect(sent()).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(session().summary).toBe('Ada asked for words.');

    await say('message 4');
    await answers(5);
    const prompt = promptOf(-1);
    expect(prompt[1]?.content).toMatch(/^\[Summary of our conversation so far\]\nAda asked for words\.$/);
    expect(prompt[2]?.content).toMatch(/^message [123] /);
    expect(JSON.stringify(prompt)).not.toMatch(/about to be summed up|message 0|NO_REPLY"/);

    await say('message 5');
    await answers(6);
    const next = promptOf(-1);
    expect(JSON.stringify(next.slice(0, prompt.length))).toBe(JSON.stringify(prompt));
  });

  it('keeps everything that was said, for people', async () => {
    await start();
    script(flush, 'NO_REPLY');
    script(summing, 'Short.');
    script('message', 'ok');
    await talk(4);
    const lines = (await (await one.get('/control/sessions/export?key=agent:main:main')).text())
      .trim()
      .split('\n');
    const rows = lines.map((line) => JSON.parse(line) as { type: string; text?: string; summary?: string });
    expect(rows[0]).toMatchObject({ type: 'session', summary: 'Short.' });
    expect(rows.filter(({ type }) => type === 'user').map(({ text }) => text?.slice(0, 9))).toEqual([
      'message 0',
      'message 1',
      'message 2',
      'message 3',
    ]);
    expect(rows.some(({ text }) => text?.includes('summed up'))).toBe(false);
  });

  it('runs no program and sends nothing while it writes down', async () => {
    await start();
    model.queue({
      match: { includes: flush },
      answer: { steps: [{ type: 'tool', name: 'exec', arguments: { command: 'touch ran' } }] },
    });
    model.queue({ match: { includes: flush }, answer: { steps: [{ type: 'text', text: 'NO_REPLY' }] } });
    script(summing, 'Short.');
    script('message', 'ok');
    await talk(4);
    expect(session().summary).toBe('Short.');
    expect(existsSync(path.join(one.stateDir, 'workspace/ran'))).toBe(false);
    expect(one.channel().posted).toHaveLength(0);
  });

  it('is asked for once per context what to write down, and not at all where that is switched off', async () => {
    await start();
    script(flush, 'NO_REPLY');
    model.queue({ match: { includes: summing }, times: 4, answer: { status: 500, body: {} } });
    script(summing, 'Short.');
    script('message', 'ok');
    await talk(6);
    const asked = () => model.requests.map((_, index) => lastWords(index));
    expect(asked().filter((words) => words.includes(flush))).toHaveLength(1);
    await one.stop();
    removeDir(one.stateDir);
    mkdirSync(one.stateDir);
    model.reset();
    await start({ memoryFlush: { enabled: false } });
    script(summing, 'Short.');
    script('message', 'ok');
    await talk(4);
    expect(asked().filter((words) => words.includes(flush))).toHaveLength(0);
    expect(session().summary).toBe('Short.');
  });

  it('drops its oldest turns when nobody can sum it up, and says so to the model', async () => {
    await start();
    model.queue({ match: { includes: flush }, times: 99, answer: { status: 400, body: {} } });
    model.queue({ match: { includes: summing }, times: 99, answer: { status: 400, body: {} } });
    script('message', 'ok');
    await talk(8);
    expect(sent()).toEqual(Array(8).fill('ok'));
    expect(session().summary).toBeNull();
    const last = promptOf(
      model.requests.findLastIndex((_, index) => lastWords(index).startsWith('message 7')),
    );
    expect(last[0]?.content).toContain('no longer shown');
    expect(last.length).toBeLessThan(10);
  });
});

it('the end of the gateway waits for no summary, and the next start makes it up', async () => {
  await start({ memoryFlush: { enabled: false } });
  model.queue({ match: { includes: summing }, answer: { steps: [{ type: 'hang' }] } });
  script(summing, 'Short.');
  script('message', 'ok');
  for (let index = 0; index < 4; index += 1) {
    await say(`message ${index} ${'word '.repeat(165)}`);
    await answers(index + 1);
  }
  await until(() => model.requests.length === 5);
  const begun = performance.now();
  await one.stop(30_000);
  expect(performance.now() - begun).toBeLessThan(10_000);
  await one.begin();
  expect(session().summary).toBeNull();
  await say('message 4');
  await answers(1);
  await idle();
  expect(session().summary).toBe('Short.');
});

describe('/compact', () => {
  it('sums up at once, with what is to be kept in mind', async () => {
    await start({ memoryFlush: { enabled: false } });
    script('message', 'ok');
    await talk(2);
    script('the price of tea', 'Tea costs 3.');
    await say('/compact the price of tea');
    await answers(3);
    expect(sent()[2]).toMatch(/^Summed up: about \d+ tokens .* 2 older messages/);
    expect(session().summary).toBe('Tea costs 3.');
    expect(lastWords(-1)).toContain('Keep in mind above all: the price of tea');
    await say('/new');
    await answers(4);
    expect(session().summary).toBeNull();
  });

  it('says when there is nothing to do, and why it failed', async () => {
    await start({ memoryFlush: { enabled: false } });
    await say('/compact');
    await answers(1);
    expect(sent()[0]).toContain('nothing to sum up');
    script('message', 'ok');
    await talk(2);
    model.queue({ match: { includes: summing }, times: 2, answer: { status: 401, body: {} } });
    await say('/compact');
    await answers(4);
    expect(sent()[3]).toMatch(/as it was\. .*key/i);
    expect(session().summary).toBeNull();
  });

  it('is ended by /stop and leaves the conversation as it was', async () => {
    await start({ memoryFlush: { enabled: false } });
    script('message', 'ok');
    await talk(2);
    const count = model.requests.length;
    model.queue({ match: { includes: summing }, answer: { steps: [{ type: 'hang' }] } });
    await say('/compact');
    await until(() => model.requests.length > count);
    await say('/stop');
    await answers(4);
    expect(sent().slice(2).sort()).toEqual(['Stopped.', 'Stopped; the conversation is as it was.']);
    await say('message 3');
    await answers(5);
    expect(promptOf(-1)[1]?.content).toContain('message 0');
  });
});

it('what others say in a group is summed up and never written into the owner’s memory', async () => {
  const { channels } = openclawFile(model.baseUrl);
  const feishu = { ...channels?.feishu, groupPolicy: 'open' as const, requireMention: false };
  await one.start({ channels: { feishu } }, rockpool);
  script(summing, 'Short.');
  script('message', 'ok');
  for (let index = 0; index < 4; index += 1) {
    await say(`message ${index} ${'word '.repeat(165)}`, {
      ...{ chat: { id: 'oc_g', kind: 'group', threadId: null }, sender: { id: 'ou_bob', name: 'Bob' } },
    });
    await answers(index + 1);
  }
  await idle();
  expect(one.gateway.transcripts.findSession('agent:main:feishu:group:oc_g')?.summary).toBe('Short.');
  expect(model.requests.some((_, index) => lastWords(index).includes(flush))).toBe(false);
});

describe('a conversation that the model itself finds too long', () => {
  const tooLong = { status: 400, body: { error: { code: '1261', message: 'Prompt exceeds max length' } } };

  it('is asked again at once with its newer part, and summed up afterwards', async () => {
    await one.start();
    script(summing, 'About numbers.');
    for (const number of ['one', 'two', 'three']) await ask(`${number} ${'word '.repeat(100)}`);
    model.queue({ match: { includes: 'four' }, answer: tooLong });
    const count = model.requests.length;
    expect(await ask('four')).toMatch(
      /"four"[^]*older part was left out this time, and is summed up next\)$/,
    );
    expect(JSON.stringify(promptOf(count))).toContain('one word');
    expect(JSON.stringify(promptOf(count + 1))).not.toContain('one word');
    await until(() => session().summary === 'About numbers.');
    await idle();
  });

  it('goes on in the middle of a turn with shorter results, and runs no tool again', async () => {
    await one.start();
    script(summing, 'Nothing much.');
    mkdirSync(path.join(one.stateDir, 'workspace/many'), { recursive: true });
    for (let file = 0; file < 300; file += 1)
      writeFileSync(path.join(one.stateDir, `workspace/many/${'n'.repeat(40)}${file}`), '');
    model.queue({ answer: { steps: [{ type: 'tool', name: 'ls', arguments: { path: 'many' } }] } });
    model.queue({ match: { after: 'tool' }, answer: tooLong });
    model.queue({ match: { after: 'tool' }, answer: { steps: [{ type: 'text', text: 'Three hundred.' }] } });
    expect(await ask('how many?')).toMatch(/^Three hundred\./);
    const results = promptOf(2).filter(({ role }) => role === 'tool');
    expect(results).toHaveLength(1);
    expect(results[0]?.content).toContain('as the conversation is too long');
    expect(model.requests).toHaveLength(3);
  });

  it('fails with what to do when nothing can be left out', async () => {
    await one.start();
    model.queue({ answer: tooLong });
    expect(await ask('only this')).toContain('/new');
    expect(model.requests).toHaveLength(1);
  });
});
