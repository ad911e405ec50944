// node prisma/bin/reseal.ts: after a new key was put in front of ROCKPOOL_KEYS, before the old one is taken out.
import { closeDb, createDb } from '../client.ts';
import { resealAll } from '../reseal.ts';
import { readFileSync } from 'node:fs';
import { parseKeyRing } from '../secrets.ts';

const { DATABASE_URL, ROCKPOOL_KEYS, ROCKPOOL_KEYS_FILE } = process.env;
const keys = ROCKPOOL_KEYS_FILE ? readFileSync(ROCKPOOL_KEYS_FILE, 'utf8').trim() : ROCKPOOL_KEYS;
if (!DATABASE_URL || !keys) {
  console.error('DATABASE_URL and ROCKPOOL_KEYS or ROCKPOOL_KEYS_FILE must be set.');
  process.exit(2);
}
const db = createDb(DATABASE_URL, { max: 1 });
try {
  const count = await resealAll(db, parseKeyRing(keys));
  console.log(`${count} values sealed under the newest key.`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await closeDb(db);
}
