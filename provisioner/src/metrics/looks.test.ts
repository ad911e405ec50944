import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { closeDb, createDb } from '@rockpool/db/client';
import { makeHost } from '@rockpool/db/hosts/testing';
import { openDatabaseLink } from '../testing/database-link.ts';
import { createWorld, type World } from '../testing/world.ts';
import { registerDatabaseMetrics } from './database.ts';
import { registerDriverMetrics } from './driver.ts';
import { registerGatewayMetrics } from './gateways.ts';
import { registerMachineMetrics } from './machine.ts';

let world: World;
let registry: Registry;
const servers: Server[] = [];

beforeAll(async () => {
  world = await createWorld();
  await makeHost(world.db, 'main', {});
});
afterAll(() => world.dispose());
beforeEach(() => {
  registry = new Registry();
});
afterEach(async () => {
  await world.db.$executeRaw`truncate users, campaigns cascade`;
  await world.db.$executeRaw`truncate graphile_worker._private_jobs`;
  for (const server of servers.splice(0)) server.close();
});

/** `name{labels}` → value, of everything that is scraped now */
async function scrape(): Promise<Record<string, number>> {
  const lines = (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

/** A program that answers `/metrics` with the text it is given. */
async function gateway(answer: () => string) {
  const server = createServer((_request, response) => void response.end(answer()));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function runningAt(endpoint: string) {
  const { id } = await world.claim();
  await world.db.instance.update({ where: { id }, data: { host: 'main', phase: 'running', endpoint } });
  return id;
}

const fleet = () => ({
  db: world.db,
  host: 'main',
  locate: async (id: string) => (await world.row(id)).endpoint,
});

test('jobs are told by task and state, with the age of the oldest that waits', async () => {
  registerDatabaseMetrics(registry, world.db, 'main');
  await world.claim();
  await world.claim();
  await world.db.$executeRaw`update graphile_worker._private_jobs set run_at = now() - interval '90 seconds'`;
  const seen = await scrape();
  expect(seen).toMatchObject({
    rockpool_database_up: 1,
    'rockpool_jobs{task="reconcile",state="due"}': 2,
    'rockpool_jobs{task="reconcile",state="under_way"}': 0,
    'rockpool_instances{phase="provisioning",host=""}': 2,
  });
  expect(seen['rockpool_job_oldest_seconds{task="reconcile"}']).toBeGreaterThanOrEqual(90);
  await world.db.$executeRaw`update graphile_worker._private_jobs set run_at = now() + interval '1 hour'`;
  expect(await scrape()).toMatchObject({ 'rockpool_job_oldest_seconds{task="reconcile"}': 0 });
});

test('instances that run past the last of their days are told, those with days left are not', async () => {
  registerDatabaseMetrics(registry, world.db, 'main');
  const late = await world.claim();
  const well = await world.claim();
  const expire = (id: string, secondsAgo: number) => world.db.$executeRaw`
    update entitlements set started_at = app_now() - interval '1 day',
      expires_at = app_now() - ${secondsAgo} * interval '1 second' where id = ${id}::uuid`;
  await expire(late.entitlementId, 300);
  await expire(well.entitlementId, -300);
  const seen = await scrape();
  expect(seen.rockpool_expiry_overdue_instances).toBe(1);
  expect(seen.rockpool_expiry_overdue_seconds).toBeGreaterThanOrEqual(300);
  expect(seen.rockpool_expiry_overdue_seconds).toBeLessThan(330);
});

test('without the database a scrape still answers, and says that', async () => {
  const link = await openDatabaseLink(world.config.databaseUrl);
  const db = createDb(link.url);
  registerDatabaseMetrics(registry, db, 'main');
  expect(await scrape()).toMatchObject({ rockpool_database_up: 1, rockpool_expiry_overdue_instances: 0 });
  link.cut();
  expect(await scrape()).toEqual({ rockpool_database_up: 0 });
  await closeDb(db);
  await link.close();
});

test('gateways are summed without naming any, and a restart of one is no reset of the sum', async () => {
  const said = ['rockpool_turns_total{state="done"} 100\nrockpool_running_turns 2', ''];
  said[1] = 'rockpool_turns_total{state="done"} 10\nrockpool_running_turns 1';
  const first = await runningAt(await gateway(() => said[0]!));
  await runningAt(await gateway(() => said[1]!));
  const silent = await runningAt('http://127.0.0.1:9');
  const look = registerGatewayMetrics(registry, fleet(), new AbortController().signal);

  await look();
  expect(await scrape()).toMatchObject({
    rockpool_fleet_running_turns: 3,
    'rockpool_fleet_gateways{answered="yes"}': 2,
    'rockpool_fleet_gateways{answered="no"}': 1,
  });
  expect(await scrape()).not.toHaveProperty('rockpool_fleet_turns_total{state="done"}');

  said[0] = 'rockpool_turns_total{state="done"} 103';
  said[1] = 'rockpool_turns_total{state="done"} 1';
  await look();
  expect((await scrape())['rockpool_fleet_turns_total{state="done"}']).toBe(4);

  // one that answers for the first time tells where to count from; one that is new is counted from its start
  const woken = await gateway(() => 'rockpool_turns_total{state="done"} 1000');
  await world.db.instance.update({ where: { id: silent }, data: { endpoint: woken } });
  await runningAt(await gateway(() => 'rockpool_turns_total{state="done"} 2'));
  await look();
  expect((await scrape())['rockpool_fleet_turns_total{state="done"}']).toBe(6);
  expect(await registry.metrics()).not.toContain(first);
});

test('a gateway that answers without end is left out', async () => {
  await runningAt(await gateway(() => 'rockpool_turns_total{state="done"} 1\n'.repeat(20_000)));
  await registerGatewayMetrics(registry, fleet(), new AbortController().signal)();
  expect(await scrape()).toMatchObject({ 'rockpool_fleet_gateways{answered="no"}': 1 });
});

test('a driver that does not answer is told', async () => {
  let well = true;
  const look = registerDriverMetrics(registry, {
    name: 'docker',
    list: async () => {
      if (!well) throw new Error('connect ECONNREFUSED');
      return [];
    },
  });
  await look();
  expect(await scrape()).toEqual({ 'rockpool_driver_up{driver="docker"}': 1 });
  well = false;
  await look();
  expect(await scrape()).toEqual({ 'rockpool_driver_up{driver="docker"}': 0 });
});

test('what the machine has left is told; a folder that is not there is left out', async () => {
  registerMachineMetrics(registry, { volumes: tmpdir(), instanceMemoryMiB: 512 });
  const seen = await scrape();
  expect(seen.rockpool_instance_memory_limit_bytes).toBe(536_870_912);
  expect(seen.rockpool_host_memory_available_bytes).toBeGreaterThan(0);
  expect(seen.rockpool_host_memory_available_bytes).toBeLessThanOrEqual(seen.rockpool_host_memory_bytes!);
  expect(seen.rockpool_volumes_free_bytes).toBeGreaterThan(0);
  expect(seen.rockpool_volumes_free_bytes).toBeLessThanOrEqual(seen.rockpool_volumes_size_bytes!);

  registry = new Registry();
  registerMachineMetrics(registry, { volumes: '/nowhere/at/all', instanceMemoryMiB: 512 });
  expect(await scrape()).not.toHaveProperty('rockpool_volumes_free_bytes');
});
