import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS } from '../domain/calendar.ts';
import { readReport } from '../platform-reports.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { membershipSource } from './all.ts';
import { apiMemberships } from './api.ts';
import { signatureHeader } from './signature.ts';

const secret = 'a secret of sixteen characters';
type Handler = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;

let database: TestDatabase;
let server: http.Server;
let url: string;
let handler: Handler;
let asked: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      asked.push((JSON.parse(body) as { phone: string }).phone);
      handler(request, response, body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/membership`;
});
beforeEach(async () => {
  asked = [];
  await database.db.membershipAnswer.deleteMany();
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await database.drop();
});

/** What an operator writes: true when the request is ours, whole and of the last two minutes. */
function isGenuine(header: string, body: string, nowMs = Date.now()): boolean {
  const { t, n, v1 } = Object.fromEntries(header.split(',').map((part) => part.split('=', 2))) as Record<
    string,
    string
  >;
  if (!t || !n || !v1 || Math.abs(nowMs - Number(t)) > 120_000) return false;
  const wanted = createHmac('sha256', secret).update(`${t}.${n}.${body}`).digest();
  const given = Buffer.from(v1, 'hex');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

const json =
  (answer: unknown, status = 200, type = 'application/json'): Handler =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': type }).end(JSON.stringify(answer));
const pro = { tier: 'pro', validUntil: '2027-01-01T00:00:00+08:00' };

const phone = '+8613800000001';
const now = new Date('2026-12-01T00:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);
const source = (options: { timeoutMs?: number } = {}) =>
  apiMemberships(database.db, { url, secret, ...options });

describe('a question', () => {
  test('is signed so that ten lines at the other side can tell it from a forged, altered or old one', async () => {
    let seen = { header: '', body: '' };
    handler = (request, response, body) => {
      seen = { header: String(request.headers[signatureHeader.toLowerCase()]), body };
      json(pro)(request, response, body);
    };
    await source().lookup(phone, now);
    expect(isGenuine(seen.header, seen.body)).toBe(true);
    expect(isGenuine(seen.header, seen.body.replace('1', '2'))).toBe(false);
    expect(isGenuine(seen.header.replace(/v1=../, 'v1=00'), seen.body)).toBe(false);
    expect(isGenuine(seen.header, seen.body, Date.now() + 121_000)).toBe(false);
  });

  test('is answered by a plan with its end, by a plan without one, or by a definite no', async () => {
    handler = json(pro);
    const member = {
      tier: 'pro',
      validUntil: new Date('2026-12-31T16:00:00Z'),
      source: 'api',
      checkedAt: now,
    };
    expect(await source().lookup(phone, now)).toEqual({ kind: 'member', member });
    handler = json({ tier: 'max', validUntil: null });
    expect(await source().lookup('+8613800000002', now)).toMatchObject({ member: { validUntil: null } });
    handler = json({ tier: null, validUntil: null });
    expect(await source().lookup('+8613800000003', now)).toEqual({ kind: 'unknown', source: 'api' });
  });

  test('is asked once for many at the same time, and not again while the answer is fresh enough', async () => {
    handler = json(pro);
    const api = source();
    await Promise.all(Array.from({ length: 20 }, () => api.lookup(phone, now, 'decision')));
    expect(asked).toEqual([phone]);
    await api.lookup(phone, later(29_000), 'decision');
    await api.lookup(phone, later(299_000), 'page');
    expect(asked).toHaveLength(1);
    await api.lookup(phone, later(30_000), 'decision');
    expect(asked).toHaveLength(2);
    await api.lookup(phone, later(30_000 + 300_000), 'page');
    expect(asked).toHaveLength(3);
    // a clock that went back has answers of the future
    await api.lookup(phone, now, 'page');
    expect(asked).toHaveLength(4);
  });
});

describe('an API that does not answer as it should', () => {
  const faults: [string, Handler][] = [
    ['a fault of the server', json({}, 500)],
    ['another status, though the body is right', json(pro, 404)],
    ['another shape', json({ tier: 'gold', validUntil: null })],
    ['a date without a zone', json({ tier: 'pro', validUntil: '2027-01-01T00:00:00' })],
    ['a missing field', json({ tier: 'pro' })],
    [
      'no JSON',
      (_q, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"tier"'),
    ],
    ['another content type', json(pro, 200, 'text/html')],
    ['a body that is too long', json({ ...pro, more: 'x'.repeat(100_000) })],
    ['a redirect', (_q, response) => void response.writeHead(307, { location: url }).end()],
    ['silence', () => {}],
    [
      'a body that never ends',
      (_q, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    ],
  ];
  test.each(faults)('%s: unavailable, with what it last said', async (_, fault) => {
    const checkedAt = later(-DAY_MS);
    await database.db.membershipAnswer.create({ data: { phone, tier: 'pro', validUntil: null, checkedAt } });
    handler = fault;
    const answer = await source({ timeoutMs: 300 }).lookup(phone, now, 'decision');
    const last = { tier: 'pro', validUntil: null, source: 'api', checkedAt };
    expect(answer).toEqual({ kind: 'unavailable', source: 'api', last });
    expect(asked).toHaveLength(1);
  });

  test('a connection that breaks is tried once more, and only once', async () => {
    handler = (request) => void request.socket.destroy();
    expect(await source().lookup(phone, now)).toMatchObject({ kind: 'unavailable' });
    expect(asked).toHaveLength(2);
    let broken = false;
    handler = (request, response, body) => {
      if (broken) return json(pro)(request, response, body);
      broken = true;
      request.socket.destroy();
    };
    expect(await source().lookup(phone, now)).toMatchObject({ kind: 'member' });
  });

  test('pages do not wait for it again at once, claims do', async () => {
    handler = json({}, 503);
    const api = source();
    await api.lookup(phone, now, 'page');
    await api.lookup(phone, now, 'page');
    expect(asked).toHaveLength(1);
    handler = json(pro);
    expect(await api.lookup(phone, now, 'decision')).toMatchObject({ kind: 'member' });
  });
});

describe('all sources as one', () => {
  const all = () => membershipSource(database.db, { api: { url, secret } });

  async function subscriber(change: object = {}) {
    const { db } = database;
    await db.subscription.deleteMany();
    const user = await db.user.upsert({ where: { phone }, update: {}, create: { phone } });
    const row = { id: 'sub_1', userId: user.id, tier: 'max', interval: 'month', lookupKey: 'max_month' };
    const period = { state: 'active', currentPeriodEnd: later(10 * DAY_MS), createdAt: now };
    await db.subscription.create({ data: { ...row, ...period, ...change } });
  }

  test('the best plan that is valid wins and is named by its source', async () => {
    handler = json(pro);
    expect(await all().lookup(phone, now)).toMatchObject({ member: { tier: 'pro', source: 'api' } });
    await subscriber();
    expect(await all().lookup(phone, now)).toMatchObject({ member: { tier: 'max', source: 'subscription' } });
    await subscriber({ tier: 'lite' });
    expect(await all().lookup(phone, now)).toMatchObject({ member: { tier: 'pro', source: 'api' } });
  });

  test('a source that is down makes nobody wait who has a plan elsewhere', async () => {
    handler = json({}, 500);
    await subscriber();
    expect(await all().lookup(phone, now, 'decision')).toMatchObject({ member: { source: 'subscription' } });
    await database.db.subscription.deleteMany();
    expect(await all().lookup(phone, now, 'decision')).toMatchObject({ kind: 'unavailable', source: 'api' });
    await expect
      .poll(async () => (await readReport(database.db, 'membership-api'))?.report)
      .toEqual({ answers: false, because: 'it answers with status 500' });
  });

  test.each([
    ['trialing', { state: 'trialing' }, null],
    ['cancelled for the end of the period', { cancelAtPeriodEnd: true }, later(10 * DAY_MS)],
    ['overdue: the days of grace', { state: 'past_due', pastDueSince: now }, later(7 * DAY_MS)],
    [
      'overdue and cancelled',
      { state: 'past_due', pastDueSince: later(5 * DAY_MS), cancelAtPeriodEnd: true },
      later(10 * DAY_MS),
    ],
  ])('a subscription %s', async (_, change, validUntil) => {
    handler = json({ tier: null, validUntil: null });
    await subscriber(change);
    expect(await all().ownPlan!(phone, now)).toMatchObject({ member: { tier: 'max', validUntil } });
  });

  test.each(['canceled', 'unpaid', 'incomplete', 'paused'])(
    'a subscription that is %s is none',
    async (state) => {
      await subscriber({ state });
      expect(await all().ownPlan!(phone, now)).toBeNull();
    },
  );

  test('the days of grace are the operator’s setting', async () => {
    const { db } = database;
    await subscriber({ state: 'past_due', pastDueSince: now });
    await db.setting.create({ data: { key: 'plan.graceDays', value: 0 } });
    expect(await all().ownPlan!(phone, now)).toMatchObject({ member: { validUntil: now } });
  });
});
