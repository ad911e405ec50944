import { join } from 'node:path';
import { readEnv } from './env.ts';
import { startFeishuEmulator } from './feishu/start.ts';
import { startModelEmulator } from './model/start.ts';
import { startSmsEmulator } from './sms/start.ts';
import { startStripeEmulator } from './stripe/start.ts';

/** Runs the simulated platforms as the sandbox of a local start: prints one line when ready, ends on SIGTERM. */
interface Part {
  name: string;
  url: string;
  close(): Promise<void>;
}

/** Slow enough that a person sees an answer grow. */
const visibleChunkMs = 25;

async function start(parts: Part[]): Promise<void> {
  const env = readEnv(process.env);
  const elsewhere = env.SANDBOX_BIND && { addresses: env.SANDBOX_BIND };
  if (env.SANDBOX_SMS_PORT !== undefined) {
    const sms = await startSmsEmulator({ port: env.SANDBOX_SMS_PORT, token: env.SANDBOX_SMS_TOKEN ?? '' });
    parts.push({ name: 'sms', url: sms.url, close: sms.close });
  }
  if (env.SANDBOX_MODEL_PORT !== undefined) {
    const model = await startModelEmulator({
      port: env.SANDBOX_MODEL_PORT,
      chunkDelayMs: visibleChunkMs,
      ...elsewhere,
    });
    parts.push({ name: 'model', url: model.url, close: model.close });
  }
  if (env.SANDBOX_STRIPE_PORT !== undefined) {
    const { SANDBOX_STRIPE_WEBHOOK_URL: url, SANDBOX_STRIPE_WEBHOOK_SECRET: secret } = env;
    const stripe = await startStripeEmulator({
      port: env.SANDBOX_STRIPE_PORT,
      apiKey: env.SANDBOX_STRIPE_KEY ?? '',
      ...(url && secret && { webhook: { url, secret } }),
      ...(env.SANDBOX_DATA_DIR && { stateFile: join(env.SANDBOX_DATA_DIR, 'stripe.json') }),
    });
    parts.push({ name: 'stripe', url: stripe.url, close: stripe.close });
  }
  // Last, because its health is what a supervisor asks for.
  if (env.SANDBOX_FEISHU_PORT !== undefined) {
    const feishu = await startFeishuEmulator({
      port: env.SANDBOX_FEISHU_PORT,
      rateLimits: true,
      ...elsewhere,
      ...(env.SANDBOX_DATA_DIR && { stateFile: join(env.SANDBOX_DATA_DIR, 'feishu.json') }),
      ...(env.SANDBOX_FEISHU_PUBLIC_URL && { publicUrl: env.SANDBOX_FEISHU_PUBLIC_URL }),
    });
    parts.push({ name: 'feishu', url: feishu.url, close: feishu.close });
  }
  if (parts.length === 0) throw new Error('Sandbox settings: no port is set, so there is nothing to run.');
}

const parts: Part[] = [];
let isEnding = false;

async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await Promise.allSettled(parts.map((part) => part.close()));
  process.exit(code);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(0));
try {
  await start(parts);
  console.log(`Sandbox ready: ${parts.map(({ name, url }) => `${name} ${url}`).join(', ')}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  await end(1);
}
