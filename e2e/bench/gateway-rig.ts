import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { allocatorEnvironment, nurseryFlag } from '@rockpool/gateway/launch';
import { startFeishuEmulator, type FeishuEmulator } from '../emulators/feishu/start.ts';
import type { App } from '../emulators/feishu/entities.ts';
import { startModelEmulator, type ModelEmulator } from '../emulators/model/start.ts';

const bundle = path.join(import.meta.dirname, '../../runtime-image/dist/gateway.cjs');

/** The flags a driver starts a gateway with, so that the figures are those of an instance. */
const nodeFlags = ['--max-old-space-size=192', nurseryFlag];

export type GatewayRun = {
  pid: number;
  /** exec → /readyz says ready, the channel's connection included */
  readyMs: number;
  /** ends it and waits until it is gone */
  stop(): Promise<void>;
};

export type GatewayRig = {
  feishu: FeishuEmulator;
  model: ModelEmulator;
  app: App;
  start(): Promise<GatewayRun>;
  close(): Promise<void>;
};

/**
 * One bot, a model, and a state directory in which gateways can be started one after another.
 *
 * @param more `exec`: whether the tool that runs programs is offered
 */
export async function createGatewayRig(
  mode: 'instant' | 'sandbox' = 'instant',
  more: { exec?: boolean } = {},
): Promise<GatewayRig> {
  const feishu = await startFeishuEmulator();
  const model = await startModelEmulator({ mode });
  const app = feishu.user.createApp({ name: 'Bench' });
  const stateDir = await mkdtemp(path.join(tmpdir(), 'rockpool-bench-'));
  const port = await freePort();
  await writeFile(
    path.join(stateDir, 'openclaw.json'),
    JSON.stringify(openclaw(app, { modelUrl: model.baseUrl, port, bind: 'loopback' })),
  );
  await writeFile(
    path.join(stateDir, 'rockpool.json'),
    JSON.stringify({
      locale: 'zh',
      exec: { enabled: more.exec ?? false },
      channels: { feishu: { accounts: { default: { openUrl: feishu.url } } } },
    }),
  );
  return {
    feishu,
    model,
    app,
    start: () => startGateway(stateDir, port),
    async close() {
      await feishu.close();
      await model.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

async function startGateway(stateDir: string, port: number): Promise<GatewayRun> {
  const begun = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, bundle, 'start'], {
    env: { ...allocatorEnvironment, PATH: process.env.PATH, HOME: stateDir, OPENCLAW_STATE_DIR: stateDir },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await untilReady(child, port);
  return {
    pid: child.pid!,
    readyMs: performance.now() - begun,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function untilReady(child: ChildProcess, port: number): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`the gateway ended with ${child.exitCode} before it was ready`);
    const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  child.kill('SIGKILL');
  throw new Error('the gateway was not ready within 20 s');
}

/** Everyone may write, each in a session of their own: what a busy bot of a company looks like. */
export function openclaw(
  app: App,
  { modelUrl, port, bind }: { modelUrl: string; port: number; bind: 'loopback' | 'lan' },
): object {
  return {
    models: {
      providers: {
        bench: {
          baseUrl: modelUrl,
          apiKey: 'sk-sandbox-bench',
          api: 'openai-completions',
          models: [{ id: 'sandbox', name: 'sandbox', input: ['text'] }],
        },
      },
    },
    agents: { defaults: { model: { primary: 'bench/sandbox' }, maxConcurrent: 64 } },
    session: { dmScope: 'per-channel-peer' },
    channels: {
      feishu: {
        enabled: true,
        appId: app.appId,
        appSecret: app.appSecret,
        connectionMode: 'websocket',
        dmPolicy: 'open',
        allowFrom: ['*'],
      },
    },
    gateway: { port, mode: 'local', bind, auth: { mode: 'token', token: 'bench-token' } },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
