/** The gateway as a real process with the real SDK, killed without warning. The platform is the judge. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { startDingtalkEmulator } from '../../../../e2e/emulators/dingtalk/start.ts';
import { openclawFile, removeDir, startModelEmulator, tempDir, until, writeConfig } from '../../testing.ts';

// several starts of a process
vi.setConfig({ testTimeout: 60_000 });

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function start(dir: string): ChildProcess {
  const src = path.join(import.meta.dirname, '../..');
  const entry = JSON.stringify(path.join(src, 'main.ts'));
  const program = `import(${entry}).then(({ run }) => run(${JSON.stringify(path.dirname(src))}))`;
  const env = { PATH: process.env.PATH, OPENCLAW_STATE_DIR: dir, OPENCLAW_GATEWAY_PORT: '0' };
  return spawn(process.execPath, ['-e', program, '--', 'rockpool-gateway', 'start'], {
    env,
    stdio: 'ignore',
  });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

test('killed while the model speaks and once more while the answer waits for the platform, it answers once', async () => {
  const model = await startModelEmulator({ models: ['glm-4.7', 'glm-4.5-air'] });
  const dingtalk = await startDingtalkEmulator({ ackTimeoutMs: 500 });
  const dir = tempDir();
  closing.push(
    () => removeDir(dir),
    () => model.close(),
    () => dingtalk.close(),
  );
  const app = dingtalk.user.createApp();
  const { clientId, clientSecret } = app;
  const place = { ownerId: 'staff-owner', apiUrl: dingtalk.url, openUrl: dingtalk.url };
  writeConfig(dir, openclawFile(model.baseUrl, { channels: { dingtalk: { clientId, clientSecret } } }), {
    locale: 'en',
    channels: { dingtalk: { accounts: { default: place } } },
  });
  const begin = async (): Promise<ChildProcess> => {
    const child = start(dir);
    closing.push(() => kill(child));
    await dingtalk.until(() => dingtalk.connections.count(clientId) === 1, 30_000);
    return child;
  };
  const speaking = {
    steps: [
      { type: 'text', text: 'half' },
      { type: 'delay', ms: 60_000 },
    ],
  } as const;
  model.queue({ answer: { steps: [...speaking.steps] } });
  model.queue({ answer: { steps: [{ type: 'text', text: 'whole' }] } });

  const first = await begin();
  const said = dingtalk.user.sendText(app, 'hello');
  expect(await said.delivered).toMatchObject({ outcome: 'acknowledged', pushes: 1 });
  await until(() => model.requests.length === 1);
  await kill(first);

  const webhook = { path: '/robot/sendBySession', hang: true, times: 0 };
  const hanging = dingtalk.faults.add(webhook);
  const second = await begin();
  await until(() => dingtalk.log.matching('POST', webhook.path).length === 1);
  await kill(second);
  expect(dingtalk.answersIn(said.conversation.id)).toEqual([]);

  dingtalk.faults.remove(hanging);
  await begin();
  await dingtalk.until(() => dingtalk.answersIn(said.conversation.id).length > 0, 30_000);
  const texts = dingtalk.answersIn(said.conversation.id).map(dingtalk.textOf);
  expect(texts).toEqual(['whole']);
  expect(model.requests).toHaveLength(2);
});
