/** Commands that need the whole gateway: what the prompt is made of, what answers end with, and a restart that is told. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { inbound, openclawFile, rockpoolFile, until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';
import { noteRestart } from '../sessions/restart-note.ts';
import type { ContextParts } from './context.ts';
import { diskLine } from './status.ts';

const one = await testGateway();
const { model, ask, reply } = one;

it('/context counts what the model really reads, and changes nothing of it', async () => {
  writeFileSync(path.join(one.stateDir, 'workspace/MEMORY.md'), 'x'.repeat(30_000));
  await ask('hello');
  const text = await ask('/context json');
  const context = JSON.parse(text.replace(/^```json|```$/g, '')) as ContextParts;
  const of = (kind: string) => context.parts.filter((part) => part.kind === kind);
  await ask('again');
  const body = model.requests.at(-1)!.body as { messages: { content: string }[]; tools: object[] };
  const system = body.messages[0]!.content;
  const systemChars = [...of('system'), ...of('file'), ...of('frame')].reduce(
    (sum, { chars }) => sum + chars,
    0,
  );
  expect(systemChars).toBe(system.length);
  expect(of('tool')).toHaveLength(body.tools.length);
  expect(of('history')[0]).toMatchObject({ count: 2 });
  expect(of('file').find(({ name }) => name === 'MEMORY.md')).toMatchObject({
    truncated: true,
    chars: 20_000,
  });
  expect(await ask('/context detail')).toMatch(
    /MEMORY\.md: 20000 characters, about \d+ tokens, only its beginning/,
  );
  expect(await ask('/context')).toMatch(/Too long, only the beginning is shown: MEMORY\.md/);
});

it('/status tells model, context, modes, tasks and who is asked before programs run', async () => {
  const text = await ask('/status');
  expect(text).toMatch(/model: sandbox\/glm-4\.7/);
  expect(text).toMatch(/context about \d+ of 128000 tokens/);
  expect(text).toMatch(/queue: steer/);
  expect(text).toMatch(/scheduled tasks: 0/);
  expect(text).toMatch(/programs: full, ask off, elevated off/);
});

it('/status tells how full a disk of its own is, and nothing of one that is shared', async () => {
  expect(await ask('/status')).not.toContain('disk');
  expect(await (await one.get('/control/status')).json()).not.toHaveProperty('disk');
  expect(diskLine('en', { usedPercent: 81, sizeBytes: 5_200_000_000 })).toBe('- disk: 81 % of 4.8 GiB used');
  expect(diskLine('zh', { usedPercent: 81, sizeBytes: 50_331_648 })).toBe('- 磁盘：已用 81%，共 48 MiB');
});

it('/status counts the tasks that will still run', async () => {
  for (const when of ['0 9 * * *', 'in 2h']) {
    model.queue({
      answer: { steps: [{ type: 'tool', name: 'cron', arguments: { action: 'add', when, say: 'x' } }] },
    });
    await ask('a wish');
  }
  expect(await ask('/status')).toContain('scheduled tasks: 2');
  const id = /`(\w{6})`.*once/.exec(await ask('/cron'))![1]!;
  await ask(`/cron pause ${id}`);
  expect(await ask('/status')).toContain('scheduled tasks: 1');
});

it('/status speaks the reader’s language, also of what its channels do', async () => {
  one.write(openclawFile(model.baseUrl), { ...rockpoolFile, locale: 'zh' });
  await until(() => one.gateway.config().locale === 'zh');
  expect(await ask('/status')).toContain('渠道：feishu 已连接');
});

it('/usage tokens puts what was used under each answer until /usage off', async () => {
  await ask('/usage tokens');
  reply('yes');
  expect(await ask('hello')).toMatch(/^yes\n\n\*Usage: \d+ in \(\d+ cached\), \d+ out\*$/);
  await ask('/usage off');
  reply('yes');
  expect(await ask('hello')).toBe('yes');
  const used = await ask('/usage today');
  expect(used).toMatch(/sandbox\/glm-4\.7 \| 2 \|/);
});

it('/usage shows the owner all that was used, and others what their own session used', async () => {
  const guest = {
    sender: { id: 'ou_guest', name: 'Bo' },
    chat: { id: 'oc_guest', kind: 'direct', threadId: null } as const,
  };
  await ask('/allowlist add ou_guest');
  await ask('hello');
  expect(await ask('/usage', guest)).toContain('Nothing was used.');
  await ask('hello', guest);
  expect(await ask('/usage', guest)).toMatch(/^Usage of this session[^]*sandbox\/glm-4\.7 \| 1 \|/);
  expect(await ask('/usage today')).toMatch(/^Usage 2[^]*sandbox\/glm-4\.7 \| 2 \|/);
});

it('a chat that asked for a restart is told once that it is over', async () => {
  noteRestart(one.gateway, inbound('/restart', { chat: { id: 'oc_g', kind: 'group', threadId: 'omt_1' } }));
  await one.restart();
  await until(() => one.channel().posted.length > 0);
  expect(one.channel().posted).toMatchObject([
    {
      target: { chatId: 'oc_g', threadId: 'omt_1' },
      content: { text: expect.stringMatching(/^Back after \d+ s\.$/) },
    },
  ]);
  await ask('/whoami');
  await one.restart();
  await ask('/whoami');
  expect(one.channel().posted).toEqual([]);
});

it('the browser chat that asked for a restart reads it in the conversation', async () => {
  const chat = { id: 'main', kind: 'direct', threadId: null } as const;
  noteRestart(one.gateway, inbound('/restart', { channel: 'web', chat }));
  await one.restart();
  const newest = async () =>
    (
      (await (await one.get('/control/chat')).json()) as { messages: { role: string; text: string }[] }
    ).messages.at(-1);
  await until(async () => (await newest()) !== undefined);
  expect(await newest()).toMatchObject({ role: 'notice', text: expect.stringContaining('Back after') });
});
