/** The database gone in the middle of a move: the volume is there once, whole, whichever step was cut off. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabaseLink } from '../testing/database-link.ts';
import { createTwoHosts, type HostName, type TwoHosts } from '../testing/two-hosts.ts';
import { until } from '../testing/until.ts';

let two: TwoHosts;
let link: Awaited<ReturnType<typeof openDatabaseLink>>;
beforeEach(async () => {
  two = await createTwoHosts();
  link = await openDatabaseLink(two.config.databaseUrl);
});
afterEach(async () => {
  link.restore();
  await two.dispose();
  await link.close();
});

/** Both hosts reach the database over the link; `crashPoint` hears of each of their steps. */
async function start(name: HostName, crashPoint: (moment: string) => void) {
  return two.start({ config: { ...two.hosts[name].config, databaseUrl: link.url }, crashPoint });
}

const health = async ({ port }: { port: number }) => (await fetch(`http://127.0.0.1:${port}/healthz`)).status;

test('gone while the volume is on its way, for longer than anybody waits: it arrives whole once it is back', async () => {
  let armed = false;
  const cutOnce = (moment: string) => {
    if (!armed || moment !== 'import begun') return;
    armed = false;
    link.cut();
  };
  const services = await Promise.all([start('a', cutOnce), start('b', cutOnce)]);
  const { id } = await two.computer({ extraBytes: 20_000_000 });
  const before = await two.contentOf('a', id);
  armed = true;
  await two.wish(id, 'b');
  await until('the database was cut off', () => !armed, 60_000);
  for (const service of services) await until('it is missed', async () => (await health(service)) === 503);
  expect(await two.row(id)).toMatchObject({ host: 'b', movedFrom: 'a' });
  expect((await two.hosts.a.driver.observe(id)).state).toBe('stopped');
  link.restore();
  await two.settlesOn('b', id);
  expect(await two.contentOf('b', id)).toEqual(before);
}, 180_000);

test('every connection broken at every step of a move, on both sides', async () => {
  const left = new Set<string>();
  const steps = [
    ...['recorded stop', 'acted stop', 'recorded hand_over', 'acted hand_over', 'volume asked for'],
    ...[
      'volume given',
      'recorded fetch',
      'fetch begun',
      'import begun',
      'import unpacked',
      'import verified',
    ],
    ...['import done', 'fetched', 'arrived', 'acted fetch', 'recorded start', 'acted start'],
  ];
  const broken: string[] = [];
  const breakOnce = (moment: string) => {
    if (!left.delete(moment)) return;
    broken.push(moment);
    link.cut();
    link.restore();
  };
  await Promise.all([start('a', breakOnce), start('b', breakOnce)]);
  const { id } = await two.computer();
  const before = await two.contentOf('a', id);
  for (const step of steps) left.add(step);
  await two.wish(id, 'b');
  await until('it came to the other host', async () => (await two.row(id)).host === 'b', 60_000);
  expect((await two.programs(id)).length).toBeLessThanOrEqual(1);
  await two.settlesOn('b', id);
  expect(await two.contentOf('b', id)).toEqual(before);
  expect(new Set(broken)).toEqual(new Set(steps));
}, 240_000);
