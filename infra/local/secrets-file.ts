import { randomBytes, randomInt } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Failure } from './failure.ts';
import { keyFileOf } from './key-place.ts';

const base64 = (bytes: number) => randomBytes(bytes).toString('base64url');

const Secrets = z.object({
  /** key ring for sealed values, as `ROCKPOOL_KEYS` */
  keys: z.string().default(() => `k1:${randomBytes(32).toString('base64')}`),
  authSecret: z.string().default(() => base64(32)),
  databasePassword: z.string().default(() => base64(24)),
  /** what the portal shows to the sandbox that receives one-time codes */
  smsToken: z.string().default(() => base64(24)),
  /** what the portal shows to the simulated Stripe */
  stripeKey: z.string().default(() => `sk_test_${base64(24)}`),
  /** what the simulated Stripe signs its events with */
  stripeWebhookSecret: z.string().default(() => `whsec_${base64(24)}`),
  /** in the name and label of whatever this installation makes in a Docker engine; no secret, but as lasting */
  installation: z
    .string()
    .regex(/^[a-z0-9]{4,8}$/)
    .default(() => Array.from({ length: 6 }, () => randomInt(36).toString(36)).join('')),
});
export type Secrets = z.infer<typeof Secrets>;

/**
 * The secrets this installation made for itself, readable by its owner alone. Missing ones are made and kept;
 * without this file the embedded database and what is sealed in it cannot be opened again.
 */
export function loadSecrets(stateDir: string): Secrets {
  const file = path.join(stateDir, 'secrets.json');
  fs.mkdirSync(stateDir, { recursive: true });
  let kept: unknown = {};
  if (fs.existsSync(file)) {
    try {
      kept = JSON.parse(fs.readFileSync(file, 'utf8'));
    } catch {
      throw new Failure(`${file} is damaged: put a copy back, or begin anew with npm start -- --reset.`);
    }
  }
  const result = Secrets.safeParse(kept);
  if (!result.success)
    throw new Failure(`${file} is damaged: put a copy back, or begin anew with npm start -- --reset.`);
  const text = `${JSON.stringify(result.data, null, 2)}\n`;
  if (text !== `${JSON.stringify(kept, null, 2)}\n`) {
    fs.writeFileSync(`${file}.new`, text, { mode: 0o600 });
    fs.renameSync(`${file}.new`, file);
  }
  keepKeyFile(stateDir, result.data.keys);
  return result.data;
}

/** Puts another ring in the place of the kept one; running services take it over. */
export function replaceKeys(stateDir: string, keys: string): void {
  const file = path.join(stateDir, 'secrets.json');
  const text = `${JSON.stringify({ ...loadSecrets(stateDir), keys }, null, 2)}\n`;
  fs.writeFileSync(`${file}.new`, text, { mode: 0o600 });
  fs.renameSync(`${file}.new`, file);
  keepKeyFile(stateDir, keys);
}

/** The ring again in a file of its own, which services are told to follow. */
function keepKeyFile(stateDir: string, keys: string): void {
  const file = keyFileOf(stateDir);
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8').trim() === keys) return;
  fs.writeFileSync(`${file}.new`, `${keys}\n`, { mode: 0o600 });
  fs.renameSync(`${file}.new`, file);
}
