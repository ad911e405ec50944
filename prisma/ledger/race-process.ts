// A process of its own for tests of parallel clicks: connects, says "ready", and at the first input carries out
// what the second argument names, all at once; prints the results as one line of JSON.
import { once } from 'node:events';
import { closeDb, createDb } from '../client.ts';
import { claim, type ClaimRequest } from './claim.ts';
import { renew, type RenewRequest } from './renew.ts';
import { everyoneIsPro, nobodyHasAPlan } from './testing.ts';

/** What one racing process does. */
export interface Race {
  url: string;
  source: 'pro' | 'points';
  claims?: ClaimRequest[];
  renewals?: RenewRequest[];
}

const race = JSON.parse(process.argv[2]!) as Race;
const db = createDb(race.url, { max: 8 });
const source = race.source === 'pro' ? everyoneIsPro : nobodyHasAPlan;
await Promise.all(Array.from({ length: 8 }, () => db.pool.query('select 1')));
console.log('ready');
await once(process.stdin, 'data');
const results = await Promise.all([
  ...(race.claims ?? []).map((request) => claim(db, source, request)),
  ...(race.renewals ?? []).map((request) => renew(db, source, request)),
]);
console.log(JSON.stringify(results));
await closeDb(db);
process.exit();
