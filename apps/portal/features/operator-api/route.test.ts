import { randomUUID } from 'node:crypto';
import { demoPolicy } from '@rockpool/db/domain/policy';
import { permissions, may, roles } from '@rockpool/db/domain/roles';
import { makeRunning } from '@rockpool/db/ledger/testing';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { limitTable } from '../limits/limit-table.ts';
import { cutOffAfterSeconds, removeOldAnswers } from './answers.ts';
import { endpointTable } from './endpoint-table.ts';
import { makeToken, serveApi, testAddress, type ServedApi } from './testing.ts';

let database: TestDatabase;
let api: ServedApi;
let operator: { token: string; tokenId: string };
beforeAll(async () => {
  database = await createTestDatabase();
  api = await serveApi(database.db);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});
beforeEach(async () => {
  await database.db.rateLimit.deleteMany();
  operator = await makeToken(database.db, 'operator');
});

interface Ask {
  method?: string;
  token?: string;
  key?: string;
  body?: unknown;
  headers?: Record<string, string>;
}
async function ask(
  path: string,
  { method = 'GET', token = operator.token, key, body, headers = {} }: Ask = {},
) {
  const response = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(key && { 'idempotency-key': key }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = JSON.parse(text) as Record<string, unknown>;
  return { status: response.status, json, text, headers: response.headers };
}

describe('who may come in', () => {
  test('nobody without a token, whatever cookie they have', async () => {
    const { status, json, headers } = await ask('/users', {
      token: '',
      headers: { cookie: 'rockpool-staff=x' },
    });
    expect([status, json.reason]).toEqual([401, 'token_missing']);
    expect(headers.get('www-authenticate')).toContain('Bearer');
    expect(headers.get('content-type')).toBe('application/problem+json');
  });

  test.each(['rp_', 'x', `rp_${'a'.repeat(43)}`, `rp_${'a'.repeat(5000)}`])(
    'a made-up token opens nothing: %#',
    async (token) => {
      expect((await ask('/users', { token })).json.reason).toBe('token_unknown');
    },
  );

  test('trying tokens is slowed down for an address', async () => {
    const { points } = limitTable['api.wrong-token'];
    const tries = Array.from({ length: points + 5 }, () => ask('/users', { token: 'rp_no' }));
    const answers = await Promise.all(tries);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(points);
    const slowed = answers.find(({ status }) => status === 429)!;
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('/users')).status).toBe(200);
  });

  test('a token is bounded in its requests', async () => {
    const { points, seconds } = limitTable['api.token'];
    await ask('/settings');
    await database.db.rateLimit.updateMany({ data: { points } });
    const { status, headers } = await ask('/settings');
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(seconds);
  });

  test('an address outside of the list is told so, before its token is looked at', async () => {
    const list = (value: string[]) =>
      database.db.setting.upsert({
        where: { key: 'console.allowedIps' },
        create: { key: 'console.allowedIps', value },
        update: { value },
      });
    await list(['198.51.100.0/24']);
    expect((await ask('/users', { token: 'rp_no' })).json).toMatchObject({
      ...{ reason: 'address_not_allowed', fact: { address: testAddress } },
    });
    await list([`${testAddress}/32`]);
    expect((await ask('/users')).status).toBe(200);
    await database.db.setting.deleteMany();
  });

  test.each(roles)(
    'the role %s may do on each endpoint what the roles say, and nothing else',
    async (role) => {
      const { token } = await makeToken(database.db, role);
      for (const { method, path, permission } of endpointTable) {
        const at = path.replace('{id}', randomUUID()).replace('{key}', 'none');
        const { status, json } = await ask(at, { method, token, key: randomUUID() });
        expect(status === 403 && json.reason === 'forbidden', `${role} ${method} ${path}`).toBe(
          !may(role, permission),
        );
      }
      expect(permissions).toEqual(expect.arrayContaining(endpointTable.map(({ permission }) => permission)));
    },
  );
});

describe('a request that changes something', () => {
  const reason = 'x';
  test('sent again with its key is done once and answered to the letter', async () => {
    const { entitlementId } = await makeRunning(database.db);
    const path = `/entitlements/${entitlementId}/days`;
    const wish = { method: 'POST', key: randomUUID(), body: { days: 1, reason } };
    const first = await ask(path, wish);
    const second = await ask(path, wish);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(first.headers.get('x-trace-id')).not.toBe(second.headers.get('x-trace-id'));
    expect(await database.db.dayEntry.count({ where: { entitlementId, reason: 'operator' } })).toBe(1);
  });

  test('sent ten times at once is done once', async () => {
    const { entitlementId } = await makeRunning(database.db);
    const wish = { method: 'POST', key: randomUUID(), body: { days: 1, reason } };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ask(`/entitlements/${entitlementId}/days`, wish)),
    );
    for (const { status, json } of answers)
      expect(status === 200 || json.reason === 'request_running').toBe(true);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    expect(await database.db.dayEntry.count({ where: { entitlementId, reason: 'operator' } })).toBe(1);
  });

  test('with the key of another request is refused, and another token’s keys are its own', async () => {
    const { userId } = await makeRunning(database.db);
    const wish = { method: 'POST', key: 'same', body: { points: 1, reason } };
    await ask(`/users/${userId}/points`, wish);
    const other = await ask(`/users/${userId}/points`, { ...wish, body: { points: 2, reason } });
    expect([other.status, other.json.reason]).toEqual([409, 'idempotency_key_reused']);
    const { token } = await makeToken(database.db, 'operator');
    expect((await ask(`/users/${userId}/points`, { ...wish, token })).json).toEqual({
      balance: 2,
      again: false,
    });
  });

  test('that was cut off in the middle can be done with the same key, and enters days once', async () => {
    const { entitlementId } = await makeRunning(database.db);
    const path = `/entitlements/${entitlementId}/days`;
    const wish = { method: 'POST', key: randomUUID(), body: { days: 1, reason } };
    await ask(path, wish);
    // as a portal leaves it that was killed between the commit and the answer
    const cut = (startedAt: Date) =>
      database.db.apiAnswer.updateMany({
        where: { key: wish.key },
        data: { status: null, body: null, startedAt },
      });
    await cut(new Date());
    expect((await ask(path, wish)).json.reason).toBe('request_running');
    await cut(new Date(Date.now() - (cutOffAfterSeconds + 1) * 1000));
    expect((await ask(path, wish)).json).toMatchObject({ days: 1, again: true });
    expect(await database.db.dayEntry.count({ where: { entitlementId, reason: 'operator' } })).toBe(1);
  });

  test('needs a key, and one that can be kept', async () => {
    for (const key of [undefined, 'x'.repeat(201), 'a b'])
      expect(
        (
          await ask('/keys/reseal', {
            method: 'POST',
            ...(key && { key }),
            token: (await makeToken(database.db, 'admin')).token,
          })
        ).json.reason,
      ).toBe('idempotency_key_missing');
  });

  test('leaves its answer for a day', async () => {
    const { userId } = await makeRunning(database.db);
    await ask(`/users/${userId}/points`, { method: 'POST', key: 'old', body: { points: 1, reason } });
    await database.db.apiAnswer.updateMany({ data: { startedAt: new Date(Date.now() - 25 * 3_600_000) } });
    expect(await removeOldAnswers(database.db)).toBeGreaterThan(0);
    expect(await database.db.apiAnswer.count()).toBe(0);
  });
});

describe('what cannot be', () => {
  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['an unknown name', { days: 1, reason: 'x', dais: 2 }],
    ['a day that is none', { days: 0, reason: 'x' }],
    ['half a day', { days: 1.5, reason: 'x' }],
    ['too many', { days: 1e9, reason: 'x' }],
    ['no reason', { days: 1, reason: '  ' }],
  ])('%s is an answer that names it', async (_what, body) => {
    const { status, json } = await ask(`/entitlements/${randomUUID()}/days`, {
      method: 'POST',
      key: randomUUID(),
      body,
    });
    expect([status, json.reason]).toEqual([400, 'invalid_request']);
  });

  test('a body beyond the bound is refused, announced or not', async () => {
    const body = JSON.stringify({ csv: 'x'.repeat(10_000_000) });
    const { status } = await ask('/memberships/preview', { method: 'POST', key: randomUUID(), body });
    expect(status).toBe(413);
  });

  test('signs that no database stores', async () => {
    expect((await ask('/users?q=%00')).json.reason).toBe('invalid_request');
    for (const reason of ['\0', '\ud800']) {
      const body = { points: 1, reason };
      const answer = await ask(`/users/${randomUUID()}/points`, { method: 'POST', key: randomUUID(), body });
      expect([answer.status, answer.json.reason], JSON.stringify(reason)).toEqual([400, 'invalid_request']);
    }
  });

  test('cursors and filters that are made up', async () => {
    for (const query of [
      'cursor=x',
      'cursor=W10',
      'limit=0',
      'limit=9999',
      'limit=x',
      'phase=none',
      'whatever=1',
    ])
      expect((await ask(`/instances?${query}`)).json.reason, query).toBe('invalid_request');
    expect((await ask(`/users?q=${encodeURIComponent("' or true --")}`)).json.items).toEqual([]);
  });
});

test('pages hold every row once while others are added at the front', async () => {
  for (let i = 0; i < 5; i += 1) await makeRunning(database.db);
  for (const path of ['/users', '/instances', '/campaigns', '/audit']) {
    const before = new Set<unknown>();
    let query = '?limit=2';
    for (;;) {
      const { json } = await ask(path + query);
      const items = json.items as { id: unknown }[];
      for (const { id } of items) {
        expect(before.has(id)).toBe(false);
        before.add(id);
      }
      if (before.size === 2) await makeRunning(database.db);
      if (json.next === null) break;
      query = `?limit=2&cursor=${String(json.next)}`;
    }
    expect(before.size, path).toBeGreaterThanOrEqual(path === '/audit' ? 3 : 5);
  }
});

test('pages of payments hold every row once, also of one instant, and only of whom and when is asked', async () => {
  const { db } = database;
  const { userId } = await makeRunning(db);
  const at = (day: number) => new Date(Date.UTC(2026, 5, day));
  const subscription = {
    id: 'sub_p',
    tier: 'pro',
    interval: 'month',
    lookupKey: 'plan_pro_month',
    state: 'active',
  };
  await db.subscription.create({
    data: { ...subscription, userId, currentPeriodEnd: at(9), createdAt: at(1) },
  });
  const money = { userId, amount: 100, currency: 'cny', state: 'paid' };
  for (let i = 0; i < 5; i += 1) {
    await db.purchase.create({
      data: { ...money, lookupKey: 'points_1', points: 1, createdAt: at(1 + (i >> 1)) },
    });
    const paid = { ...money, subscriptionId: 'sub_p', reason: 'subscription_cycle' };
    await db.planPayment.create({ data: { ...paid, id: `in_p${i}`, paidAt: at(1 + (i >> 1)) } });
  }
  for (const path of ['/purchases', '/plan-payments']) {
    const seen: unknown[] = [];
    for (
      let query = '?limit=2', next: unknown = '';
      next !== null;
      query = `?limit=2&cursor=${String(next)}`
    ) {
      const { json } = await ask(path + query);
      seen.push(...(json.items as { id: string }[]).map(({ id }) => id));
      ({ next } = json);
    }
    expect([seen.length, new Set(seen).size], path).toEqual([5, 5]);
    const count = async (query: string) => ((await ask(path + query)).json.items as unknown[]).length;
    expect(await count('?from=2026-06-02T00:00:00Z&to=2026-06-03T08:00:00%2B08:00')).toBe(2);
    expect(await count(`?user=${userId}&state=paid`)).toBe(5);
    expect(await count(`?user=${randomUUID()}`)).toBe(0);
    expect((await ask(`${path}?from=2026-06-02`)).json.reason).toBe('invalid_request');
    expect(
      (await ask(`${path}?cursor=${Buffer.from('["2026-06-02T00:00:00Z","%"]').toString('base64url')}`)).json
        .reason,
    ).toBe('invalid_request');
  }
});

test('without a payment provider a refund says so', async () => {
  const wish = { method: 'POST', key: randomUUID(), body: { reason: 'x' } };
  expect((await ask(`/purchases/${randomUUID()}/refund`, wish)).json.reason).toBe('payments_off');
});

test('a service that fails says so, and its key may try again', async () => {
  const { entitlementId } = await makeRunning(database.db);
  await database.db.$executeRaw`alter table day_entries rename to day_entries_away`;
  const wish = { method: 'POST', key: randomUUID(), body: { days: 1, reason: 'x' } };
  const failed = await ask(`/entitlements/${entitlementId}/days`, wish);
  await database.db.$executeRaw`alter table day_entries_away rename to day_entries`;
  expect([failed.status, failed.json.reason]).toEqual([503, 'unavailable']);
  expect(failed.text).not.toContain('day_entries');
  expect(api.failures).toHaveLength(1);
  expect((await ask(`/entitlements/${entitlementId}/days`, wish)).json).toMatchObject({
    days: 1,
    again: false,
  });
});

test('two editors of one campaign: the second is told, and nothing of the first is lost', async () => {
  const body = { slug: 'two', name: { zh: '甲', en: 'A' }, policy: demoPolicy(new Date()) };
  const { json, headers } = await ask('/campaigns', { method: 'POST', key: randomUUID(), body });
  const at = `/campaigns/${String(json.id)}`;
  const edit = (en: string) =>
    ask(at, {
      method: 'PATCH',
      body: { name: { zh: '甲', en } },
      headers: { 'if-match': headers.get('etag')! },
    });
  const answers = await Promise.all([edit('B'), edit('C')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  expect((await ask(at, { method: 'PATCH', body: {} })).json.reason).toBe('version_missing');
});
