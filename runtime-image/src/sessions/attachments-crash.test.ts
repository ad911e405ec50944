/** What comes with a message survives an end of the process at any step, and a stop leaves nothing half done. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Attachment } from '../channels/channel.ts';
import {
  inbound,
  keptFiles,
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

const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
const picture: Attachment = { kind: 'image', name: 'cat.png', mimeType: '', bytes: png.length, ref: 'cat' };
let model: ModelEmulator;
let stateDir: string;
let gateway: TestGateway;
beforeAll(async () => {
  model = await startModelEmulator({ models: ['glm-4.6v'] });
});
afterAll(() => model.close());
beforeEach(async () => {
  model.reset();
  keptFiles.clear();
  stateDir = tempDir();
  const file = openclawFile(model.baseUrl);
  file.agents = { defaults: { model: { primary: 'sandbox/glm-4.6v' } } };
  writeConfig(stateDir, file);
  await open();
});
afterEach(async () => {
  await gateway.stop();
  removeDir(stateDir);
});

async function open(): Promise<void> {
  gateway = await startGateway(stateDir);
  await until(() => gateway.opened.length > 0);
}
const saved = (): string[] =>
  readdirSync(path.join(stateDir, 'workspace/inbox'), { recursive: true }) as string[];
const shows = (): boolean => JSON.stringify(model.requests.at(-1)?.body ?? '').includes('base64');

it('a picture is shown again when the turn goes on after a restart, without being fetched again', async () => {
  gateway.channel().files.set('cat', png);
  model.queue({ answer: { steps: [{ type: 'hang' }] } });
  await gateway.channel().host.receive(inbound('what is this?', { attachments: [picture] }));
  await until(shows);
  await gateway.stop();
  model.reset();
  // the platform no longer has it
  await open();
  await until(() => gateway.channel().sent.length === 1);
  expect(shows()).toBe(true);
  expect(saved().filter((name) => name.endsWith('.png'))).toHaveLength(1);
});

it('an end of the process while a file is fetched leaves it to the next start', async () => {
  const channel = gateway.channel();
  let asked = false;
  channel.fetch = (_message, _attachment, limits?: { signal: AbortSignal }) => {
    asked = true;
    return new Promise((_, reject) =>
      limits?.signal.addEventListener('abort', () => reject(limits.signal.reason as Error)),
    );
  };
  await channel.host.receive(inbound('what is this?', { attachments: [picture] }));
  await until(() => asked);
  await gateway.stop();
  keptFiles.set('cat', png);
  await open();
  await until(() => gateway.channel().sent.length === 1);
  expect(shows()).toBe(true);
});

it('/stop ends a fetch that hangs, and the message is told as stopped', async () => {
  const channel = gateway.channel();
  let asked = false;
  channel.fetch = (_message, _attachment, limits?: { signal: AbortSignal }) => {
    asked = true;
    return new Promise((_, reject) =>
      limits?.signal.addEventListener('abort', () => reject(limits.signal.reason as Error)),
    );
  };
  await channel.host.receive(inbound('what is this?', { attachments: [picture] }));
  await until(() => asked);
  await channel.host.receive(inbound('/stop'));
  await until(() => channel.sent.length === 2);
  expect(channel.sent.map(({ text }) => text).sort()).toEqual(['(stopped)', 'Stopped.']);
  expect(model.requests).toHaveLength(0);
});
