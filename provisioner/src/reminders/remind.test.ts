/** Reminders against a gateway that the test plays, with a real database and its queue. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { moveClock } from '@rockpool/db/clock';
import { HOUR_MS } from '@rockpool/db/domain/calendar';
import { grantDays } from '@rockpool/db/ledger/grant';
import { makeRunning } from '@rockpool/db/ledger/testing';
import { parseKeyRing } from '@rockpool/db/secrets';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { createMetrics } from '../metrics.ts';
import { remind, sayLastWords, type RemindDeps } from './remind.ts';

type Told = { id: string; text: string };
let database: TestDatabase;
let told: Told[];
let answer: { status: number; channels: unknown[] };
let delayMs: number;
const server = createServer((request, response) => {
  request.setEncoding('utf8').on('data', (body: string) => {
    told.push(JSON.parse(body) as Told);
    const { status, channels } = answer;
    const reply = () =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ id: told.at(-1)!.id, channels }));
    if (delayMs === 0) reply();
    else setTimeout(reply, delayMs).unref();
  });
});
let endpoint: string;
let deps: RemindDeps;

const feishu = (state: string, reason = '') => [{ channel: 'feishu', accountId: 'default', state, reason }];

beforeAll(async () => {
  database = await createTestDatabase();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  deps = {
    db: database.db,
    keys: parseKeyRing(`k1:${Buffer.alloc(32).toString('base64')}`),
    log: pino({ level: 'silent' }),
    metrics: createMetrics({ readStarts: () => 0 }),
    ending: new AbortController().signal,
    portalUrl: 'https://pool.example.com',
    crashPoint: () => {},
  };
});
afterAll(async () => {
  server.close().closeAllConnections();
  await database.drop();
});
beforeEach(() => {
  [told, answer, delayMs] = [[], { status: 200, channels: feishu('delivered') }, 0];
});
afterEach(() => moveClock(database.db, 'reset'));

/** A day that runs, in a zone where it is early afternoon. */
async function running(phase = 'running') {
  const { db } = database;
  const made = await makeRunning(db);
  const offset = 14 - new Date().getUTCHours();
  const timeZone = `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
  await db.user.update({ where: { id: made.userId }, data: { timeZone } });
  await db.instance.update({ where: { id: made.instanceId }, data: { phase, endpoint } });
  const { entitlementId } = made;
  const states = async () =>
    (
      await db.reminder.findMany({
        where: { entitlementId },
        orderBy: [{ expiresAt: 'asc' }, { dueAt: 'asc' }],
      })
    ).map(({ kind, state, detail }) => `${kind} ${state} ${detail}`.trim());
  const dueInMs = async () => {
    const { rows } = await db.pool.query<{ ms: number }>(
      `select extract(epoch from run_at - now())::float8 * 1000 as ms from graphile_worker.jobs where key = $1`,
      [`remind:${entitlementId}`],
    );
    return rows[0]?.ms ?? null;
  };
  return { ...made, states, dueInMs };
}
const hours = (count: number) => moveClock(database.db, { byMs: count * HOUR_MS });

test('the first run of a day plans its reminders by itself, and the job waits for the next', async () => {
  const { entitlementId, states, dueInMs } = await running();
  expect(await dueInMs()).toBeLessThan(1_000);
  await remind(deps, entitlementId);
  expect(await states()).toEqual(['before_24h skipped fresh', 'before_2h planned', 'expired planned']);
  expect((await dueInMs())! / HOUR_MS).toBeCloseTo(22, 1);
  expect(told).toEqual([]);
});

test('two at the same time, and again later, tell once under one id', async () => {
  const { entitlementId, states } = await running();
  await remind(deps, entitlementId);
  await hours(22.5);
  await Promise.all([remind(deps, entitlementId), remind(deps, entitlementId)]);
  expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  expect((await states())[1]).toBe('before_2h sent feishu page');
  const before = told.length;
  await remind(deps, entitlementId);
  await moveClock(database.db, 'reset');
  await remind(deps, entitlementId);
  await hours(22.5);
  await remind(deps, entitlementId);
  expect(told).toHaveLength(before);
});

test('a renewal voids what was planned and plans anew', async () => {
  const { entitlementId, states, dueInMs } = await running();
  await remind(deps, entitlementId);
  await grantDays(database.db, { entitlementId, days: 2, key: `k-${entitlementId}`, note: '' });
  expect(await dueInMs()).toBeLessThan(1_000);
  await remind(deps, entitlementId);
  expect(await states()).toEqual([
    'before_24h skipped fresh',
    'before_2h skipped renewed',
    'expired skipped renewed',
    'before_24h planned',
    'before_2h planned',
    'expired planned',
  ]);
});

test('what was not delivered is tried again, and has failed with the reason when its time is over', async () => {
  const { entitlementId, states, dueInMs } = await running();
  answer = { status: 200, channels: feishu('failed', 'the owner is out of range') };
  await remind(deps, entitlementId);
  await hours(22.1);
  await remind(deps, entitlementId);
  expect((await states())[1]).toBe('before_2h planned feishu: the owner is out of range');
  expect(await dueInMs()).toBeGreaterThan(29_000);
  await hours(2);
  await remind(deps, entitlementId);
  expect((await states())[1]).toBe('before_2h failed feishu: the owner is out of range');
});

test('without a known owner it is the page’s alone', async () => {
  const { entitlementId, states } = await running();
  answer = { status: 200, channels: feishu('unknown') };
  await remind(deps, entitlementId);
  await hours(22.5);
  await remind(deps, entitlementId);
  expect((await states())[1]).toBe('before_2h sent page');
});

test('the last words are said once before the stop, and never hold it up for long', async () => {
  const { instanceId, entitlementId, states } = await running();
  await hours(25);
  await sayLastWords(deps, instanceId, { endpoint, token: 't' });
  await sayLastWords(deps, instanceId, { endpoint, token: 't' });
  await remind(deps, entitlementId);
  expect(told.map(({ text }) => text)).toEqual([expect.stringContaining('已到期')]);
  expect(await states()).toEqual([
    'before_24h skipped fresh',
    'before_2h skipped late',
    'expired sent feishu page',
  ]);

  const silent = await running();
  delayMs = 60_000;
  await hours(25);
  const ending = AbortSignal.timeout(300);
  await sayLastWords({ ...deps, ending }, silent.instanceId, { endpoint, token: 't' });
  expect((await silent.states())[2]).toMatch(/^expired failed/);
});

test('of a computer that did not run at the end the page says it', async () => {
  const { entitlementId, states } = await running('suspended');
  await remind(deps, entitlementId);
  await hours(25);
  await remind(deps, entitlementId);
  expect((await states())[2]).toBe('expired failed not_running');
  expect(told).toEqual([]);
});

test('while another right of the same user lasts longer, nothing is said', async () => {
  const { userId, entitlementId, states } = await running();
  const other = await running();
  await database.db.entitlement.update({
    where: { id: other.entitlementId },
    data: { userId, expiresAt: new Date(Date.now() + 72 * HOUR_MS) },
  });
  await remind(deps, entitlementId);
  expect(await states()).toEqual([
    'before_24h skipped covered',
    'before_2h skipped covered',
    'expired skipped covered',
  ]);
});
