import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { moveClock } from '@rockpool/db/clock';
import { addReconcileJob } from '@rockpool/db/jobs';
import { gatewayToken } from '@rockpool/db/secrets';
import { callGateway } from '../gateway-call.ts';
import { relayPlace } from '../testing/relay-place.ts';
import { until } from '../testing/until.ts';
import { createWorld, type World } from '../testing/world.ts';
import { beat, findRival } from './beat.ts';
import { createGatewaysHere } from './gateways-here.ts';
import { livesHere } from './host.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

const row = (name: string) => world.db.host.findUniqueOrThrow({ where: { name } });

/** A provisioner of another machine, as far as the database sees it. */
function elsewhere(name: string, { boot = 'another-boot', address = null as string | null } = {}) {
  const said: object[] = [];
  const log = pino({ level: 'error' }, { write: (line) => void said.push(JSON.parse(line) as object) });
  const host = { name, address, capacity: null, relayPort: null };
  const ending = new AbortController();
  const it = { db: world.db, log, host, driver: 'process', disk: '', boot, declaredLost: () => {} };
  return { it, said, ending, begin: () => beat(it, ending.signal, () => {}, 100) };
}

test('a host says what it is from its first beat on, and that it ended in order', async () => {
  const { config } = world.host('a', { address: 'http://10.0.0.1:7000', capacity: 7 });
  const service = await world.start({ config });
  const beaten = await row('a');
  expect(beaten).toMatchObject({
    address: 'http://10.0.0.1:7000',
    capacity: 7,
    driver: 'process',
    accepting: true,
  });
  expect(beaten.bootId).not.toBeNull();
  expect(Math.abs(Date.now() - beaten.seenAt!.getTime())).toBeLessThan(60_000);
  // an operator's wish is not the beat's to change
  await world.db.host.update({ where: { name: 'a' }, data: { accepting: false } });
  await world.stop(service);
  expect((await row('a')).bootId).toBeNull();
  await world.start({ config: world.host('a').config });
  expect(await row('a')).toMatchObject({ address: null, capacity: null, accepting: false });
});

test('a second machine of the same name is refused while the first one beats, and touches nothing', async () => {
  const { id } = await world.claim();
  await world.db.$executeRaw`
    insert into hosts (name, driver, address, seen_at, boot_id) values ('main', 'process', 'http://10.0.0.1:7000', app_now(), 'another-boot')`;
  let refusal: unknown;
  world.start().catch((error: unknown) => (refusal = error));
  await until('it is refused, while the other one beats on', async () => {
    await world.db.$executeRaw`update hosts set seen_at = app_now()`;
    return refusal;
  });
  expect(String(refusal)).toMatch(
    /Host main is served by a provisioner of another machine, at http:\/\/10\.0\.0\.1:7000\./,
  );
  expect(await row('main')).toMatchObject({ bootId: 'another-boot', address: 'http://10.0.0.1:7000' });
  expect(await world.row(id)).toMatchObject({ host: null, phase: 'provisioning' });
}, 40_000);

test.each([
  ['long ago', `boot_id = 'another-boot', seen_at = app_now() - interval '61 seconds'`],
  ['before an end in order', `boot_id = null, seen_at = app_now()`],
  ['never', `boot_id = 'another-boot', seen_at = null`],
  ['by this machine, which fell over a moment ago', `boot_id = 'this-boot', seen_at = app_now()`],
  ['in a time that was moved away from', `boot_id = 'another-boot', seen_at = app_now() + interval '1 day'`],
])('a host that was seen %s is begun at once', async (_when, set) => {
  const { it } = elsewhere('main', { boot: 'this-boot' });
  await world.db.$executeRawUnsafe(`insert into hosts (name) values ('main')`);
  await world.db.$executeRawUnsafe(`update hosts set ${set}`);
  const before = performance.now();
  expect(await findRival(it)).toBeNull();
  expect(performance.now() - before).toBeLessThan(5_000);
});

test('two that began at the same moment are told of by each beat', async () => {
  const [one, other] = [elsewhere('main', { boot: 'one' }), elsewhere('main', { boot: 'other' })];
  const first = one.begin();
  await first.first;
  await other.begin().first;
  // the second beat of the first finds the other's
  await until('it is told', async () => one.said.length > 0, 30_000);
  expect(one.said[0]).toMatchObject({ host: 'main', msg: expect.stringContaining('another ROCKPOOL_HOST') });
  for (const { ending } of [one, other]) ending.abort();
  await first.ended;
}, 40_000);

test('a clock that jumps makes hosts look silent until their next beat, and each still takes who comes', async () => {
  await world.start({ config: world.host('a').config });
  const { id } = await world.claim({ days: 3 });
  await world.reaches(id, 'running');
  const pids = await world.programs(id);
  await moveClock(world.db, { byMs: 3_600_000 });
  const [seen] = await world.db.$queryRaw<{ away: boolean }[]>`select host_away(seen_at) as away from hosts`;
  expect(seen).toEqual({ away: true });
  const next = await world.claim();
  expect(await world.reaches(next.id, 'running')).toMatchObject({ host: 'a' });
  await addReconcileJob(world.db, id);
  expect(await world.programs(id)).toEqual(pids);
  expect(await world.row(id)).toMatchObject({ host: 'a', phase: 'running' });
});

test('a relay port that is taken ends the start with its reason', async () => {
  const { config } = world.host('a', await relayPlace());
  await world.start({ config });
  const other = world.host('b', { relayPort: config.host.relayPort, address: config.host.address });
  await expect(world.start({ config: other.config })).rejects.toThrow(/EADDRINUSE/);
});

test('behind an address a gateway is stored under it and answers there, after a restart before any look', async () => {
  const a = world.host('a', await relayPlace());
  const service = await world.start({ config: a.config });
  const { id } = await world.claim();
  const { endpoint, tokenVersion } = await world.reaches(id, 'running');
  expect(endpoint).toBe(`${a.config.host.address}/gateways/${id}`);
  const ask = async () => {
    const gateway = { endpoint: endpoint!, token: gatewayToken(world.keys, id, tokenVersion) };
    const { status } = await callGateway(gateway, 'GET', '/control/status', {
      signal: AbortSignal.timeout(5_000),
    });
    return status;
  };
  expect(await ask()).toBe(200);
  await world.stop(service);
  const gateways = createGatewaysHere({
    driver: a.driver,
    livesHere: (asked) => livesHere(world.db, 'a', asked),
  });
  const { state, ...seen } = await a.driver.observe(id);
  expect(state).toBe('running');
  expect(await gateways.locate(id)).toBe((seen as { endpoint: string }).endpoint);
  // what lives elsewhere is not to be found here, and what was seen not to answer is not looked for
  await world.db.$executeRaw`insert into hosts (name) values ('b')`;
  await world.db.instance.update({ where: { id }, data: { host: 'b' } });
  expect(await gateways.locate(id)).toBeNull();
  await world.db.instance.update({ where: { id }, data: { host: 'a' } });
  gateways.note(id, null);
  expect(await gateways.locate(id)).toBeNull();
  await world.start({ config: a.config });
  await until('it answers again', async () => (await ask()) === 200);
});
