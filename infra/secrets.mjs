// `npm run secrets`: what only chance may choose, as the lines of a deployment's .env. Prints and keeps nothing; runs on any Node.
import { randomBytes, randomInt } from 'node:crypto';

const text = (bytes) => randomBytes(bytes).toString('base64url');
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const name = (length) => Array.from({ length }, () => letters[randomInt(letters.length)]).join('');

const lines = {
  POSTGRES_PASSWORD: text(24),
  ROCKPOOL_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  NEXTAUTH_SECRET: text(32),
  GRAFANA_PASSWORD: text(18),
  ROCKPOOL_INSTALLATION: name(6),
};
process.stdout.write(
  Object.entries(lines)
    .map(([key, value]) => `${key}=${value}\n`)
    .join(''),
);
