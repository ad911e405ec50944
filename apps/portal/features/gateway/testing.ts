/** A real gateway as its own process, for the tests of what talks to it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export type TestGateway = {
  endpoint: string;
  /** its volume */
  dir: string;
  kill(): Promise<void>;
  /** Starts it again on the same port and volume. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

export type GatewayStart = {
  token: string;
  modelBaseUrl: string;
  feishu?: { appId: string; appSecret: string; openUrl: string };
};

const room = fileURLToPath(new URL('../../../../runtime-image/', import.meta.url));

export async function startGateway({ token, modelBaseUrl, feishu }: GatewayStart): Promise<TestGateway> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'rockpool-portal-gateway-'));
  const models = [{ id: 'sandbox', name: 'sandbox', input: ['text'] }];
  const provider = { baseUrl: modelBaseUrl, apiKey: 'sk-sandbox-test', api: 'openai-completions', models };
  const config = {
    models: { providers: { sandbox: provider } },
    agents: { defaults: { model: { primary: 'sandbox/sandbox' } } },
    gateway: { mode: 'local', bind: 'loopback', auth: { mode: 'token', token } },
    ...(feishu && {
      channels: {
        feishu: { enabled: true, appId: feishu.appId, appSecret: feishu.appSecret, dmPolicy: 'pairing' },
      },
    }),
  };
  const own = feishu && { channels: { feishu: { accounts: { default: { openUrl: feishu.openUrl } } } } };
  // its sources, not a bundle that may be older
  const program = path.join(dir, 'run.mjs');
  const main = JSON.stringify(path.join(room, 'src/main.ts'));
  await writeFile(program, `import { run } from ${main};\nawait run(${JSON.stringify(room)});\n`);
  await writeFile(path.join(dir, 'openclaw.json'), JSON.stringify(config));
  await writeFile(path.join(dir, 'rockpool.json'), JSON.stringify({ locale: 'zh', ...own }));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  let child: ChildProcess;
  const start = async () => {
    const env = { ...process.env, OPENCLAW_STATE_DIR: dir, OPENCLAW_GATEWAY_PORT: String(port) };
    child = spawn(process.execPath, [program, 'start'], { env, stdio: 'ignore' });
    await untilHealthy(endpoint, child);
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  await start();
  return {
    endpoint,
    dir,
    kill,
    restart: start,
    async close() {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function untilHealthy(endpoint: string, child: ChildProcess): Promise<void> {
  for (const giveUpAt = Date.now() + 15_000; Date.now() < giveUpAt; await wait(30)) {
    if (child.exitCode !== null) throw new Error(`the gateway ended with ${child.exitCode}`);
    const response = await fetch(`${endpoint}/healthz`).catch(() => null);
    if (response?.ok) return;
  }
  throw new Error('the gateway did not start');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
