import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { closeDb, createDb, type Db } from '@rockpool/db/client';
import { migrate } from '@rockpool/db/migrate';
import { freePort } from '@rockpool/infra/local/ports';
import { startPostgres } from '@rockpool/infra/local/postgres';
import { temporaryState } from '@rockpool/infra/local/temporary-state';
import { addCampaignWithMembers, userId } from './members.ts';
import { until } from './until.ts';

const root = path.join(import.meta.dirname, '../..');

// named here, not by the package: its types bring Next's, which change what an environment is for the whole project
const jwtModule: string = 'next-auth/jwt';
const { encode } = (await import(jwtModule)) as {
  encode(of: { token: { userId: string; sessionId: string }; secret: string }): Promise<string>;
};

export type RushWorld = {
  db: Db;
  databaseUrl: string;
  campaignId: string;
  /** for files of a measurement */
  dir: string;
  origin: string;
  /** the nth user's cookie */
  cookies: string[];
  /** CPU of the portal up to now, user and system */
  portalCpuMs(): Promise<number>;
  close(): Promise<void>;
};

/** A database with fsync on, signed-in members, a stock, and the built portal as `npm start` runs it; no provisioner. */
export async function createRushWorld({
  members,
  stock,
}: {
  members: number;
  stock: number;
}): Promise<RushWorld> {
  const state = await temporaryState('bench');
  try {
    const postgres = await startPostgres({
      dataDir: path.join(state.dir, 'postgres'),
      port: await freePort(),
      password: randomBytes(12).toString('hex'),
    });
    await postgres.createDatabase('rush');
    const databaseUrl = postgres.url('rush');
    await migrate(databaseUrl);
    const db = createDb(databaseUrl, { max: 4 });
    const campaignId = await addCampaignWithMembers(db, members);
    await db.campaign.update({ where: { id: campaignId }, data: { stock } });
    // ten thousand browsers solve their own puzzles; this machine cannot solve them for all of them
    await db.setting.create({ data: { key: 'claim.puzzle', value: 'off' } });
    await db.$executeRaw`
      insert into sessions (id, user_id, expires_at) select id, id, app_now() + interval '1 day' from users`;
    await db.pool.query('vacuum analyze');

    const secret = randomBytes(24).toString('base64');
    const cookies: string[] = [];
    for (let n = 0; n < members; n++) {
      const id = userId(n);
      const token = await encode({ token: { userId: id, sessionId: id }, secret });
      cookies.push(`next-auth.session-token=${token}`);
    }
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const portal = startPortal(port, path.join(state.dir, 'portal.log'), {
      DATABASE_URL: databaseUrl,
      ROCKPOOL_KEYS: `bench:${randomBytes(32).toString('base64')}`,
      NEXTAUTH_SECRET: secret,
      NEXTAUTH_URL: origin,
      SMS_URL: 'http://127.0.0.1:9/',
    });
    const exited = new Promise((resolve) => portal.once('exit', resolve));
    await until('the portal answers', () =>
      fetch(`${origin}/healthz`).then(
        ({ ok }) => ok || undefined,
        () => undefined,
      ),
    );
    return {
      db,
      databaseUrl,
      campaignId,
      dir: state.dir,
      origin,
      cookies,
      portalCpuMs: () => cpuMs(portal.pid!),
      async close() {
        portal.kill('SIGTERM');
        await exited;
        await closeDb(db);
        await state.remove();
      },
    };
  } catch (error) {
    await state.remove();
    throw error;
  }
}

function startPortal(port: number, logFile: string, env: Record<string, string>) {
  const log = openSync(logFile, 'a');
  return spawn(
    process.execPath,
    [path.join(root, 'node_modules/next/dist/bin/next'), 'start', `--port=${port}`, '--hostname=127.0.0.1'],
    {
      cwd: path.join(root, 'apps/portal'),
      env: { PATH: process.env.PATH, NODE_ENV: 'production', LOG_LEVEL: 'warn', ...env },
      stdio: ['ignore', log, log],
    },
  );
}

async function cpuMs(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ');
  // user and system time in hundredths of a second
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
