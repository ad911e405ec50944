import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { system } from '@rockpool/db/audit/write';
import { keyFileEveryMs, keyRingText, writeKeyFile } from '@rockpool/db/key-file';
import { readKeyUse, resealSecrets, type KeyUse } from '@rockpool/db/operations/keys';
import { parseKeyRing, type KeyRing } from '@rockpool/db/secrets';
import { Failure } from './failure.ts';
import { onDatabase } from './on-database.ts';
import { complain } from './report.ts';
import { loadSecrets, replaceKeys } from './secrets-file.ts';
import { parseSettings, readDotenv } from './settings.ts';
import { root } from './stack.ts';

const usage = `Usage: npm run keys -- status | rotate [--all] | reseal | retire <key>
  status   which key seals how many values
  rotate   puts a new key in front of the ring; --all then seals everything under it, while the services run
  reseal   seals everything under the newest key
  retire   takes a key out of the ring that no value needs`;

/** Where the ring is kept, and how it is replaced there; null = in the environment, where only its operator can. */
function ringStore(): { ring: KeyRing; replace: ((ring: KeyRing) => void) | null } {
  const settings = parseSettings(process.env, readDotenv(root));
  const stateDir = path.resolve(root, settings.ROCKPOOL_DATA_DIR ?? '.rockpool');
  if (settings.ROCKPOOL_KEYS) return { ring: parseKeyRing(settings.ROCKPOOL_KEYS), replace: null };
  const file = settings.ROCKPOOL_KEYS_FILE;
  if (file) {
    const ring = parseKeyRing(fs.readFileSync(file, 'utf8').trim());
    return { ring, replace: (wanted) => writeKeyFile(file, wanted) };
  }
  const ring = parseKeyRing(loadSecrets(stateDir).keys);
  return { ring, replace: (wanted) => replaceKeys(stateDir, keyRingText(wanted)) };
}

/** 0: done. 1: a key is still needed. 2: wrong words. */
async function keys(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { all: { type: 'boolean', default: false } },
  });
  const [verb, id] = positionals;
  const store = ringStore();
  if (verb === 'status') return show(await onDatabase((db) => readKeyUse(db, store.ring)));
  if (verb === 'reseal') return reseal(store.ring);
  if (verb === 'rotate') return rotate(store, values.all);
  if (verb === 'retire' && id) return retire(store, id);
  console.log(usage);
  return 2;
}

async function rotate({ ring, replace }: ReturnType<typeof ringStore>, isAll: boolean): Promise<number> {
  const wanted: KeyRing = [{ id: newId(ring), bytes: randomBytes(32) }, ...ring];
  if (!replace) {
    console.log(`The ring is in the environment. Give every service this one, start them anew, then run
"npm run keys -- reseal":\n\nROCKPOOL_KEYS=${keyRingText(wanted)}`);
    return 0;
  }
  replace(wanted);
  console.log(
    `The key "${wanted[0].id}" is in front of the ring. Keep a copy of the ring where backups are.`,
  );
  if (!isAll) return 0;
  // until every service seals by the new key; what one seals by the old one meanwhile is sealed anew afterwards
  await sleep(2 * keyFileEveryMs);
  return reseal(wanted);
}

async function reseal(ring: KeyRing): Promise<number> {
  const result = await onDatabase((db) => resealSecrets(db, system, ring));
  if (result.kind === 'forbidden') throw new Failure('This may not be done.');
  console.log(`${result.resealed} values sealed anew.`);
  return show(result.keys);
}

async function retire({ ring, replace }: ReturnType<typeof ringStore>, id: string): Promise<number> {
  const uses = await onDatabase((db) => readKeyUse(db, ring));
  const use = uses.find((each) => each.id === id && each.inRing);
  if (!use) throw new Failure(`The ring has no key "${id}".`);
  if (use.newest) throw new Failure(`"${id}" seals what is saved now: put another in front first (rotate).`);
  if (use.values > 0)
    throw new Failure(`${use.values} values need "${id}": run "npm run keys -- reseal" first.`);
  const [first, ...rest] = ring.filter((key) => key.id !== id);
  if (!replace) {
    console.log(
      `Give every service this ring and start them anew:\n\nROCKPOOL_KEYS=${keyRingText([first!, ...rest])}`,
    );
    return 0;
  }
  replace([first!, ...rest]);
  console.log(`"${id}" is out of the ring.`);
  if (use.derives) await renewGateways();
  return 0;
}

/** Their tokens come from another key now: each is looked at, once the provisioner has the ring. */
async function renewGateways(): Promise<void> {
  await sleep(2 * keyFileEveryMs);
  const { rowCount } = await onDatabase((db) =>
    db.pool.query(
      `select add_keyed_job('reconcile', json_build_object('instanceId', id), 'reconcile:' || id)
       from instances where phase <> 'removed'`,
    ),
  );
  console.log(`${rowCount ?? 0} computers get new tokens; those that run start anew one by one.`);
}

function show(uses: readonly KeyUse[]): number {
  for (const use of uses) console.log(`${use.id}: ${use.values} values; ${standing(use)}`);
  return uses.some(({ newest, values }) => !newest && values > 0) ? 1 : 0;
}

function standing({ values, inRing, newest, derives }: KeyUse): string {
  if (!inRing) return 'gone from the ring: put it back, or these values are lost';
  if (newest) return 'seals what is saved now';
  if (values > 0) return 'needed until "npm run keys -- reseal"';
  const cost = derives ? ' Gateways then get new tokens and start anew.' : '';
  return `may leave by "npm run keys -- retire", once no backup that you may need is sealed by it.${cost}`;
}

/** k1, k2, …: one more than the highest. */
function newId(ring: KeyRing): string {
  const numbers = ring.map(({ id }) => Number(/^k(\d+)$/.exec(id)?.[1] ?? 0));
  return `k${Math.max(...numbers) + 1}`;
}

process.exit(await keys().catch(complain));
