import { closeDb, createDb, type Prisma } from '@rockpool/db/client';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { statusReader } from './read-status.ts';

let database: TestDatabase;
let people = 0;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.$executeRaw`truncate users, platform_reports cascade`;
});

const look = () => statusReader(() => database.db)();
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const report = (secondsAgo: number) => database.db.$executeRaw`
  insert into platform_reports (subject, report, at)
  values ('provisioner', '{}', app_now() - ${secondsAgo} * interval '1 second')`;

async function instance(data: Omit<Prisma.InstanceUncheckedCreateInput, 'userId'>) {
  const phone = `+861380000${String((people += 1)).padStart(4, '0')}`;
  const user = await database.db.user.create({ data: { phone } });
  await database.db.instance.create({ data: { userId: user.id, ...data } });
}

test('a fresh installation with a live provisioner is well and quiet', async () => {
  await report(5);
  expect(await look()).toMatchObject({
    overall: 'well',
    parts: { database: 'well', provisioner: 'well', starts: 'quiet', bots: 'quiet' },
  });
});

test('a provisioner that never reported, or not for half a minute, is away', async () => {
  expect((await look()).parts.provisioner).toBe('away');
  await report(31);
  expect((await look()).parts.provisioner).toBe('away');
});

test('starts count for a quarter of an hour, and only failures that are the platform’s', async () => {
  await instance({ phase: 'running', readyAt: ago(20) });
  await instance({ phase: 'failed', phaseReason: 'config_rejected', phaseSince: ago(1) });
  await instance({ phase: 'failed', phaseReason: 'start_failed', phaseSince: ago(30) });
  await instance({ phase: 'provisioning', phaseReason: 'claimed', phaseSince: ago(0) });
  expect((await look()).parts.starts).toBe('quiet');
  await instance({ phase: 'running', readyAt: ago(1) });
  expect((await look()).parts.starts).toBe('well');
  await instance({ phase: 'provisioning', phaseReason: 'claimed', phaseSince: ago(2) });
  expect((await look()).parts.starts).toBe('slow');
  await instance({ phase: 'failed', phaseReason: 'start_failed', phaseSince: ago(60), retryAt: ago(-1) });
  expect((await look()).parts.starts).toBe('troubled');
});

test('a bot that its platform refuses is not the platform’s trouble; many that cannot reach it are', async () => {
  const bot = (state: string, code: string) => ({ phase: 'running', channelStatus: [{ state, code }] });
  await instance(bot('connected', ''));
  await instance(bot('failed', 'wrong_secret'));
  await instance({ ...bot('failed', 'unreachable'), phase: 'expired' });
  expect((await look()).parts.bots).toBe('well');
  await instance(bot('connecting', 'connection_lost'));
  expect((await look()).parts.bots).toBe('troubled');
});

test('without a database it still answers, with the machine’s time', async () => {
  const db = createDb('postgresql://nobody@127.0.0.1:9/none');
  const seen = await statusReader(() => db)();
  expect(seen).toMatchObject({ overall: 'troubled', parts: { portal: 'well', database: 'away' } });
  expect(Math.abs(Date.parse(seen.at) - Date.now())).toBeLessThan(60_000);
  await closeDb(db);
});

test('looks within two seconds are one', async () => {
  const read = statusReader(() => database.db);
  const [first, second] = await Promise.all([read(), read()]);
  expect(second).toBe(first);
});

test('the look names no one', async () => {
  await instance({ phase: 'running', readyAt: ago(1), endpoint: 'http://10.213.0.2:18789' });
  expect(Object.keys(await look()).sort()).toEqual(['at', 'overall', 'parts']);
});
