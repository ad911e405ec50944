import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { closeDb, createDb, type Db } from '@rockpool/db/client';
import { claim } from '@rockpool/db/ledger/claim';
import { claimFacts, claimWrite } from '@rockpool/db/ledger/claim-statements';
import { importedMemberships, membershipRow } from '@rockpool/db/membership/imported';
import { migrate } from '@rockpool/db/migrate';
import { freePort } from '@rockpool/infra/local/ports';
import { startPostgres } from '@rockpool/infra/local/postgres';
import { temporaryState } from '@rockpool/infra/local/temporary-state';
import type { Figures } from '../measure.ts';
import { addCampaignWithMembers, userId } from '../members.ts';
import { fillIn, pgbench as runPgbench } from '../pgbench.ts';

const clients = 16;
const seconds = 10;
const usersMax = 60_000;

/** Claims a second by the ledger, beside pgbench sending the same statements to the same kind of database, fsync on. */
export async function measureClaims(): Promise<Figures> {
  const state = await temporaryState('bench');
  try {
    const postgres = await startPostgres({
      dataDir: path.join(state.dir, 'postgres'),
      port: await freePort(),
      password: randomBytes(12).toString('hex'),
    });
    const prepare = async (name: string): Promise<{ db: Db; campaignId: string; url: string }> => {
      await postgres.createDatabase(name);
      const url = postgres.url(name);
      await migrate(url);
      const db = createDb(url, { max: clients });
      return { db, campaignId: await addCampaignWithMembers(db, usersMax), url };
    };
    const ours = await prepare('ours');
    const perSecond = await claimAll(ours.db, ours.campaignId);
    await closeDb(ours.db);
    const theirs = await prepare('theirs');
    await closeDb(theirs.db);
    const pgbenchPerSecond = await pgbench(theirs.url, theirs.campaignId, state.dir);
    return {
      figures: { 'claims.shareOfPgbench': perSecond / pgbenchPerSecond },
      notes: [
        `${Math.round(perSecond)} claims/s in one process, pgbench ${Math.round(pgbenchPerSecond)} transactions/s, ${clients} connections each`,
      ],
      samples: { perSecond: [perSecond], pgbenchPerSecond: [pgbenchPerSecond] },
    };
  } finally {
    await state.remove();
  }
}

/** Every user claims once; returns whole claims a second. Throws when the ledger disagrees with what was answered. */
async function claimAll(db: Db, campaignId: string): Promise<number> {
  const source = importedMemberships(db);
  const begun = performance.now();
  let next = 0;
  let granted = 0;
  const worker = async (): Promise<void> => {
    while (next < usersMax && performance.now() - begun < seconds * 1000) {
      const result = await claim(db, source, { userId: userId(next++), campaignId });
      if (result.kind !== 'claimed') throw new Error(`refused: ${JSON.stringify(result)}`);
      granted++;
    }
  };
  await Promise.all(Array.from({ length: clients }, worker));
  const elapsed = (performance.now() - begun) / 1000;
  const { claimed } = await db.campaign.findUniqueOrThrow({ where: { id: campaignId } });
  const entries = await db.dayEntry.count();
  if (claimed !== granted || entries !== granted)
    throw new Error(`${granted} granted, ${claimed} counted, ${entries} entries`);
  return granted / elapsed;
}

/** The ledger's statements with pgbench's variables in place of parameters, prepared, each client its own users. */
async function pgbench(url: string, campaignId: string, dir: string): Promise<number> {
  const user = `('00000000-0000-4000-8000-' || lpad((:client_id * ${Math.floor(usersMax / clients)} + :i)::text, 12, '0'))::uuid`;
  const phone = `('+86139' || lpad((:client_id * ${Math.floor(usersMax / clients)} + :i)::text, 8, '0'))`;
  const script = [
    '\\set i :i + 1',
    `${fillIn(claimFacts.text, [user, `'${campaignId}'::uuid`, 'null'])};`,
    `${fillIn(membershipRow.text, [phone])};`,
    `${fillIn(claimWrite.text, [user, `'${campaignId}'::uuid`, phone, '1', '0'])};`,
  ];
  return runPgbench(url, script, { clients, seconds, dir });
}
