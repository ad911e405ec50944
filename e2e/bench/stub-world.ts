import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { closeDb, createDb, type Db } from '@rockpool/db/client';
import { migrate } from '@rockpool/db/migrate';
import { parseKeyRing, type KeyRing } from '@rockpool/db/secrets';
import { freePort } from '@rockpool/infra/local/ports';
import { startPostgres } from '@rockpool/infra/local/postgres';
import { temporaryState } from '@rockpool/infra/local/temporary-state';
import { addCampaignWithMembers } from './members.ts';
import { startStubProvisioner, type StubProvisioner } from './stub-provisioner.ts';

export type StubWorld = {
  db: Db;
  keys: KeyRing;
  campaignId: string;
  provisioner: StubProvisioner;
  close(): Promise<void>;
};

/** A database of its own with fsync on, members who may claim, and the provisioner over a driver without programs. */
export async function createStubWorld(members: number): Promise<StubWorld> {
  const state = await temporaryState('bench');
  try {
    const postgres = await startPostgres({
      dataDir: path.join(state.dir, 'postgres'),
      port: await freePort(),
      password: randomBytes(12).toString('hex'),
    });
    await postgres.createDatabase('stub');
    const url = postgres.url('stub');
    await migrate(url);
    const db = createDb(url, { max: 16 });
    const keyText = `bench:${randomBytes(32).toString('base64')}`;
    const campaignId = await addCampaignWithMembers(db, members);
    const provisioner = await startStubProvisioner({ DATABASE_URL: url, ROCKPOOL_KEYS: keyText });
    return {
      db,
      keys: parseKeyRing(keyText),
      campaignId,
      provisioner,
      async close() {
        await provisioner.end();
        await closeDb(db);
        await state.remove();
      },
    };
  } catch (error) {
    await state.remove();
    throw error;
  }
}
