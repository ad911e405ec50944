import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { demoPolicy } from '@rockpool/db/domain/policy';
import { makeHost } from '@rockpool/db/hosts/testing';
import { makeRunning } from '@rockpool/db/ledger/testing';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { syncCustomer } from '../billing/sync-customer.ts';
import { createBillingBench, type BillingBench } from '../billing/testing.ts';
import { endpointTable } from './endpoint-table.ts';
import { openApiDocument } from './open-api.ts';
import { makeToken, serveApi, testKeys, type ServedApi } from './testing.ts';

const portal = path.resolve(import.meta.dirname, '../..');
// as it goes over the wire
const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, Responded> }>>;
  components: { schemas: Record<string, unknown> };
};
interface Responded {
  content: Record<string, { schema: object }>;
}

test('the document is valid OpenAPI 3.1, and the file that is kept of it is current', async () => {
  expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
  const kept = JSON.parse(readFileSync(path.join(portal, 'openapi.json'), 'utf8')) as unknown;
  expect(kept, 'run npm run openapi').toEqual(document);
});

test('every endpoint has its route on disk with its method, and every route is documented', async () => {
  const root = path.join(portal, 'app/api/v1');
  const onDisk = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\/route\.ts$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const [, methods = ''] = /export const \{ ([A-Z, ]+) \} = routesOf\(/.exec(text) ?? [];
      const [, says = ''] = /routesOf\('([^']+)'\)/.exec(text) ?? [];
      const at = `/${path.dirname(file)}`.replace(/\[(\w+)\]/g, '{$1}');
      return at === '/openapi.json' ? [] : methods.split(', ').map((method) => [method, at, says].join(' '));
    });
  expect(onDisk.sort()).toEqual(
    endpointTable.map((each) => [each.method, each.path, each.path].join(' ')).sort(),
  );
  const documented = Object.values(document.paths).flatMap((item) =>
    Object.values(item).map(({ operationId }) => operationId),
  );
  expect(documented.sort()).toEqual(endpointTable.map(({ id }) => id).sort());
});

let database: BillingBench['database'];
let bench: BillingBench;
let api: ServedApi;
let admin: string;
beforeAll(async () => {
  bench = await createBillingBench();
  ({ database } = bench);
  api = await serveApi(database.db, testKeys, () => bench.deps.provider);
  admin = (await makeToken(database.db, 'admin')).token;
});
afterAll(async () => {
  await api.close();
  await bench.close();
});

const seen = new Set<string>();

/** Calls one operation, and holds the answer to what the document says about its status. */
async function call(
  id: string,
  { params = {}, query = '', body = undefined as unknown, version = undefined as number | '*' | undefined },
) {
  const endpoint = endpointTable.find((each) => each.id === id)!;
  const at = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    String((params as Record<string, string>)[name]),
  );
  const response = await fetch(`${api.url}/api/v1${at}${query}`, {
    method: endpoint.method,
    headers: {
      authorization: `Bearer ${admin}`,
      ...(endpoint.method === 'POST' && { 'idempotency-key': randomUUID() }),
      ...(version !== undefined && { 'if-match': version === '*' ? '*' : `"${version}"` }),
    },
    ...(endpoint.method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
  });
  const json = (await response.json()) as Record<string, unknown>;
  const said = document.paths[endpoint.path]![endpoint.method.toLowerCase()]!.responses[response.status];
  expect(said, `${id} answered ${response.status}: ${JSON.stringify(json)}`).toBeDefined();
  const type = response.headers.get('content-type')!;
  const refs = JSON.stringify({ ...said!.content[type]!.schema, $defs: document.components.schemas });
  const shape = z.fromJSONSchema(JSON.parse(refs.replaceAll('#/components/schemas/', '#/$defs/')) as never);
  const checked = shape.safeParse(json);
  expect(checked.error?.issues ?? [], id).toEqual([]);
  if (response.ok) seen.add(id);
  return { status: response.status, json };
}

test('what each endpoint really answers is what its document says', async () => {
  const { db } = database;
  const { userId, entitlementId, instanceId } = await makeRunning(db, { points: 10 });
  const { phone } = await db.user.findUniqueOrThrow({ where: { id: userId } });
  await db.instance.update({ where: { id: instanceId }, data: { phase: 'running', phaseReason: 'ready' } });
  const reason = '用户反馈';

  const policy = demoPolicy(new Date());
  const draft = { slug: 'by-api', name: { zh: '接口活动', en: 'By API' }, policy, stock: 5 };
  const { json: made } = await call('campaigns.create', { body: draft });
  const of = { id: made.id as string };
  expect(made).toMatchObject({ state: 'draft', version: 1, policy });
  expect((await call('campaigns.create', { body: draft })).json).toMatchObject({ reason: 'slug_taken' });
  await call('campaigns.list', { query: '?limit=1' });
  await call('campaigns.show', { params: of });
  const edit = { name: { zh: '新名字', en: 'New name' } };
  expect((await call('campaigns.edit', { params: of, body: edit, version: 7 })).json).toMatchObject({
    ...{ status: 412, reason: 'version_differs', fact: { version: 1 } },
  });
  expect((await call('campaigns.edit', { params: of, body: edit, version: 1 })).json).toMatchObject({
    version: 2,
    ...edit,
  });
  for (const id of ['campaigns.publish', 'campaigns.pause', 'campaigns.resume'])
    await call(id, { params: of, version: '*' });
  await call('campaigns.stock', { params: of, version: '*', body: { stock: null } });
  const { json: codes } = await call('codes.create', {
    params: of,
    body: { count: 3, usesMax: 2, note: '展会' },
  });
  expect(new Set(codes.codes as string[]).size).toBe(3);
  expect((await call('codes.create', { params: of, body: { code: '春' } })).json).toMatchObject({
    reason: 'code_malformed',
  });
  const past = { expiresAt: '2020-01-01T00:00:00+08:00' };
  expect((await call('codes.create', { params: of, body: past })).json).toMatchObject({
    reason: 'time_past',
  });
  const { json: listed } = await call('codes.list', { params: of, query: '?limit=2' });
  const [code] = listed.items as { id: string; hint: string }[];
  expect(listed.next).not.toBeNull();
  for (const whole of codes.codes as string[]) expect(JSON.stringify(listed)).not.toContain(whole);
  expect((codes.codes as string[]).some((whole) => whole.endsWith(code!.hint))).toBe(true);
  for (const again of [false, true])
    expect((await call('codes.revoke', { params: { id: code!.id } })).json).toEqual({ again });
  await db.campaign.update({ where: of, data: { stock: 0, claimed: 0 } });
  await db.waitingEntry.create({ data: { campaignId: of.id, userId } });
  expect((await call('waiting-list.show', { params: of })).json).toMatchObject({
    ...{ items: [{ userId, phone, offerExpiresAt: null }], next: null, waiting: 1, held: 0 },
  });
  expect((await call('waiting-list.offer', { params: of })).json).toEqual({ places: 0 });
  await call('campaigns.clone', { params: of, body: { slug: 'again' } });
  await call('campaigns.end', { params: of, version: '*', body: { reason } });

  await call('users.list', { query: `?q=${encodeURIComponent(phone)}` });
  await call('users.show', { params: { id: userId } });
  await call('grants.days', { params: { id: entitlementId }, body: { days: 2, reason } });
  expect(
    (await call('grants.days', { params: { id: entitlementId }, body: { days: -300, reason } })).json,
  ).toMatchObject({
    ...{ status: 409, reason: 'revoke_too_many', fact: { granted: 3 } },
  });
  await call('grants.points', { params: { id: userId }, body: { points: -5, reason } });
  expect(
    (await call('grants.points', { params: { id: userId }, body: { points: -50, reason } })).json,
  ).toMatchObject({
    ...{ reason: 'points_short', fact: { balance: 5 } },
  });
  await call('users.sign-out', { params: { id: userId }, body: { reason } });

  const payer = await bench.newUser();
  bench.stripe.pay(await bench.openPack(payer));
  await bench.subscribe(payer);
  await syncCustomer(bench.deps, await bench.customerOf(payer));
  const { json: bought } = await call('purchases.list', { query: `?user=${payer}&state=paid` });
  const [pack] = bought.items as { id: string }[];
  expect(pack).toMatchObject({ userId: payer, amount: 1_000, refundedAmount: 0 });
  const { json: paid } = await call('plan-payments.list', {
    query: `?user=${payer}&from=2020-01-01T00:00:00Z`,
  });
  const [plan] = paid.items as { id: string }[];
  expect(plan).toMatchObject({ userId: payer, amount: 20_000, state: 'paid' });
  for (const [of, item] of [
    ['purchases', pack],
    ['plan-payments', plan],
  ] as const) {
    const params = { id: item!.id };
    expect((await call(`${of}.refund`, { params, body: { amount: 20_001, reason } })).json).toMatchObject({
      reason: 'refund_too_much',
      fact: { currency: 'cny' },
    });
    expect((await call(`${of}.refund`, { params, body: { amount: 400, reason } })).json).toEqual({
      refundId: expect.stringMatching(/^re_/),
    });
  }
  await syncCustomer(bench.deps, await bench.customerOf(payer));
  const { json: back } = await call('plan-payments.list', { query: '?state=partly_refunded' });
  expect(back.items).toMatchObject([{ id: plan!.id, refundedAmount: 400 }]);

  await call('instances.list', { query: '?phase=running' });
  await call('instances.show', { params: { id: instanceId } });
  for (const id of ['instances.restart', 'instances.suspend', 'instances.resume'])
    await call(id, { params: { id: instanceId }, body: { reason } });
  expect(
    (await call('instances.recover', { params: { id: instanceId }, body: { reason } })).json,
  ).toMatchObject({
    reason: 'not_failed',
  });
  await db.instance.update({
    where: { id: instanceId },
    data: { phase: 'failed', failures: 3, restartsSeen: 1 },
  });
  await call('instances.recover', { params: { id: instanceId }, body: { reason } });
  await call('instances.open-logs', { params: { id: instanceId } });
  await call('instances.logs', { params: { id: instanceId } });
  await makeHost(db, 'first', { capacity: 5 });
  await makeHost(db, 'second', { capacity: 5 });
  await makeHost(db, 'gone', { seenSecondsAgo: 61 });
  await db.instance.update({ where: { id: instanceId }, data: { host: 'first' } });
  const ofIt = { params: { id: instanceId } };
  expect((await call('instances.move', { ...ofIt, body: { reason, to: 'gone' } })).json).toMatchObject({
    ...{ reason: 'host_away', fact: { host: 'gone' } },
  });
  expect((await call('instances.move', { ...ofIt, body: { reason } })).json).toEqual({
    ...{ again: false, to: 'second' },
  });
  await call('instances.take-back', { ...ofIt, body: { reason } });
  expect((await call('instances.take-back', { ...ofIt, body: { reason } })).json).toMatchObject({
    reason: 'no_move',
  });
  await call('hosts.list', {});
  for (const id of ['hosts.close', 'hosts.open'])
    await call(id, { params: { name: 'first' }, body: { reason } });
  expect((await call('hosts.empty', { params: { name: 'first' }, body: { reason } })).json).toMatchObject({
    ...{ moving: 1, staying: 0 },
  });
  expect((await call('hosts.forget', { params: { name: 'first' }, body: { reason } })).json).toMatchObject({
    reason: 'host_alive',
  });
  await call('hosts.forget', { params: { name: 'gone' }, body: { reason } });
  await makeHost(db, 'dead', { seenSecondsAgo: 61 });
  const dead = { params: { name: 'dead' } };
  expect((await call('hosts.lose', { ...dead, body: { reason, computers: 1 } })).json).toMatchObject({
    ...{ reason: 'other_count', fact: { computers: 0, shown: 1 } },
  });
  expect((await call('hosts.lose', { ...dead, body: { reason, computers: 0 } })).json).toEqual({
    ...{ again: false, emptied: 0, onCopies: 0, kept: 0 },
  });

  await call('instances.remove', { params: { id: instanceId }, body: { reason, phone } });

  const csv = 'phone,tier,valid_until\n13800000001,pro,2030-01-01\n';
  await call('memberships.preview', { body: { csv } });
  await call('memberships.import', { body: { csv } });
  expect(
    (await call('memberships.import', { body: { csv: 'phone,tier,valid_until\nx,pro,\n' } })).json,
  ).toMatchObject({
    reason: 'rows_wrong',
  });

  const { json: log } = await call('audit.list', { query: '?limit=2&action=user.' });
  const [entry] = log.items as { id: number; actorName: string }[];
  expect(entry!.actorName).toMatch(/^test admin \(/);
  await call('audit.show', { params: { id: entry!.id } });
  expect((await call('audit.verify', {})).json).toMatchObject({ kind: 'whole' });

  await call('settings.show', {});
  await call('settings.set', { params: { key: 'plan.graceDays' }, body: { value: 9 } });
  expect(
    (await call('settings.set', { params: { key: 'console.allowedIps' }, body: { value: ['198.51.100.7'] } }))
      .json,
  ).toMatchObject({ reason: 'locks_out' });
  expect(
    (await call('settings.set', { params: { key: 'audit.retentionDays' }, body: { value: 0 } })).json,
  ).toMatchObject({ fact: { wrong: [{ in: '', message: expect.stringContaining('>=1') }] } });
  await call('staff.list', {});
  await call('tokens.list', {});
  await call('tokens.revoke', { params: { id: (await makeToken(db, 'auditor')).tokenId } });
  await call('keys.show', {});
  // the world's values were sealed by nobody's key
  await db.modelSetting.deleteMany();
  await db.channelSetting.deleteMany();
  await call('keys.reseal', {});

  expect(endpointTable.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([]);
  expect(api.failures).toEqual([]);
});

test('what no endpoint knows is not found, for every one with an id', async () => {
  for (const { id, path: at, body, versioned } of endpointTable) {
    if (!/\{(id|name)\}/.test(at)) continue;
    const given = { reason: 'x', days: 1, points: 1, phone: '1', stock: 1, slug: 'none', computers: 1 };
    const known = body instanceof z.ZodObject ? Object.keys(body.shape) : [];
    const filled = Object.fromEntries(Object.entries(given).filter(([name]) => known.includes(name)));
    for (const unknown of [at.startsWith('/audit') ? '99999' : randomUUID(), 'x', '%00'])
      expect(
        (
          await call(id, {
            params: { id: unknown, name: unknown },
            body: filled,
            ...(versioned && { version: 1 }),
          })
        ).json,
      ).toMatchObject({ status: 404, reason: 'not_found', fact: {} });
  }
});
