/** The model's address fails for a while, in each of its ways: everybody is told at once, and served again when it is back. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  inbound,
  openclawFile,
  removeDir,
  rockpoolFile,
  startGateway,
  startModelEmulator,
  tempDir,
  until,
  writeConfig,
  type ModelEmulator,
  type TestGateway,
} from './testing.ts';

const people = 12;
const models = ['glm-4.7', 'glm-4.5-air'];

let model: ModelEmulator;
let dir: string;
let one: TestGateway;

beforeAll(async () => {
  model = await startModelEmulator({ models });
});
afterAll(() => model.close());
beforeEach(async () => {
  model.reset();
  dir = tempDir();
  writeConfig(
    dir,
    openclawFile(model.baseUrl, {
      channels: {
        feishu: { appId: 'cli_test', appSecret: 'app-secret', dmPolicy: 'open', allowFrom: ['*'] },
      },
      session: { dmScope: 'per-channel-peer' },
    }),
    { ...rockpoolFile, limits: { modelIdleMs: 300 } },
  );
  one = await startGateway(dir);
  await until(() => one.opened.length > 0);
});
afterEach(async () => {
  await one.stop();
  removeDir(dir);
});

/** Everybody says something, each in a chat of their own. */
async function allSay(words: string): Promise<string[]> {
  const before = one.channel().sent.length;
  for (let index = 0; index < people; index += 1) {
    const id = `${index}`;
    const chat = { id: `oc_${id}`, kind: 'direct', threadId: null } as const;
    await one
      .channel()
      .host.receive(inbound(`${words} ${id}`, { chat, sender: { id: `ou_${id}`, name: id } }));
  }
  await until(() => one.channel().sent.length === before + people && one.gateway.inbox.waiting() === 0);
  const sent = one.channel().sent.slice(before);
  expect(new Set(sent.map(({ to }) => to)).size).toBe(people);
  return sent.map(({ text }) => text);
}

const failsWith = (answer: Parameters<ModelEmulator['queue']>[0]['answer']) => (): Promise<void> => {
  model.queue({ times: 1_000, answer });
  return Promise.resolve();
};
/** Nobody listens at the address until `back`. */
let back = (): Promise<unknown> => Promise.resolve(model.reset());

it.each([
  ['answers 503', failsWith({ status: 503, body: 'upstream is down' })],
  ['answers 500 with a page', failsWith({ status: 500, body: '<html>sorry</html>' })],
  ['takes the question and says nothing', failsWith({ steps: [{ type: 'hang' }] })],
  ['cuts the line in the middle', failsWith({ steps: [{ type: 'abort' }] })],
  [
    'refuses connections',
    async () => {
      const { port } = model;
      await model.close();
      back = async () => (model = await startModelEmulator({ port, models }));
    },
  ],
] as const)('while it %s everybody is told in a sentence, and served when it is back', async (_, fail) => {
  back = () => Promise.resolve(model.reset());
  await fail();
  const told = await allSay('are you there');
  for (const sentence of told) {
    expect(sentence).toMatch(/try again later|Cannot reach the model service/);
    expect(sentence).not.toMatch(/undefined|\[object|Error:|at .*:\d+|<html>/);
    expect(sentence.length).toBeLessThan(400);
  }
  await back();
  model.queue({ times: 1_000, answer: { steps: [{ type: 'text', text: 'here again' }] } });
  expect(new Set(await allSay('and now'))).toEqual(new Set(['here again']));
  // what was asked while nobody answered is known to the model that comes back
  expect(JSON.stringify(model.requests.at(-1)?.body.messages)).toContain('are you there');
});
