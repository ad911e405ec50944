import { createRequire } from 'node:module';
import path from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { build, type Plugin } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { startFeishuEmulator } from '../e2e/emulators/feishu/start.ts';
import { larkSlim } from './build-plugins.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'gateway-bundle-'));
afterAll(() => rm(folder, { recursive: true }));

async function bundle(
  file: string,
  plugins: Plugin[],
): Promise<{ bytes: number; inputs: string[]; outfile: string }> {
  const outfile = path.join(folder, `${path.basename(file, '.ts')}.cjs`);
  const { metafile } = await build({
    entryPoints: [path.join(import.meta.dirname, file)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minify: true,
    metafile: true,
    plugins,
  });
  const output = Object.values(metafile.outputs)[0]!;
  const inputs = Object.entries(output.inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([name]) => name);
  return { bytes: output.bytes, inputs, outfile };
}

type Sdk = typeof import('./src/channels/feishu/sdk.ts');
type Client = typeof import('./src/channels/feishu/client.ts');

test('the bundled SDK holds a connection without its API client and axios', async () => {
  const { bytes, inputs, outfile } = await bundle('src/channels/feishu/sdk.ts', [larkSlim]);
  expect(bytes).toBeLessThan(150_000);
  expect(inputs.filter((name) => /node_modules\/(axios|lodash|qs)/.test(name))).toEqual([]);

  const emulator = await startFeishuEmulator();
  const app = emulator.user.createApp();
  const { outfile: clientFile } = await bundle('src/channels/feishu/client.ts', []);
  const load = createRequire(import.meta.url);
  const { openLongConnection } = load(outfile) as Sdk;
  const { FeishuClient } = load(clientFile) as Client;
  const { feishuTiming } = await import('./src/channels/feishu/timing.ts');
  const client = new FeishuClient({ ...app, openUrl: emulator.url }, feishuTiming);
  const received: unknown[] = [];
  const connection = await openLongConnection({
    appId: app.appId,
    endpoint: await client.endpoint(),
    timing: feishuTiming,
    onMessage: async (event) => void received.push(event),
    onEvent: async () => undefined,
    warn() {},
  });
  const deliveries = await emulator.user.sendText(app, '你好').delivered;
  expect(deliveries).toMatchObject([{ outcome: 'acknowledged', code: 200 }]);
  expect(received).toMatchObject([{ message: { content: '{"text":"你好"}' } }]);
  connection.close();
  await connection.ending;
  client.close();
  await emulator.close();
});
