/**
 * Either provisioner killed with `kill -9` at every step of a move, and what the next one makes of it. Each life moves a computer to
 * the other host and back, and one of the two dies each time.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { killAllStanding } from '../testing/standing-provisioner.ts';
import { createTwoHosts, type HostName, type TwoHosts } from '../testing/two-hosts.ts';
import { until } from '../testing/until.ts';

/** Moments of the host that it leaves, and of the one that it comes to; one of each in a life. */
const lives = [
  ['recorded stop', 'recorded fetch'],
  ['stop recorded', 'fetch begun'],
  ['acted stop', 'import begun'],
  ['recorded hand_over', 'import unpacked'],
  ['acted hand_over', 'import verified'],
  ['volume asked for', 'import cleared'],
  ['volume given', 'import done'],
  ['volume set aside', 'fetched'],
  ['volume set aside', 'arrived'],
  ['recorded stop', 'acted fetch'],
  ['stop recorded', 'recorded start'],
  ['acted stop', 'acted start'],
] as const;

afterAll(killAllStanding);

describe.concurrent('killed on either side of a move, it is there once, whole, and nowhere else', () => {
  test.each(lives)(
    'where it leaves at "%s", where it comes to at "%s"',
    async (leaving, coming) => {
      await using two = await createTwoHosts();
      await two.startHost('a');
      const { id } = await two.computer();
      const before = await two.contentOf('a', id);

      await two.startHost('b');
      await two.stopHost('a');
      await two.wish(id, 'b');
      await two.diesAt('a', leaving);
      await two.startHost('a');
      await arrives(two, id, 'b');
      expect(await two.contentOf('b', id)).toEqual(before);

      await two.stopHost('a');
      await two.wish(id, 'a');
      await two.diesAt('a', coming);
      await two.startHost('a');
      await arrives(two, id, 'a');
      expect(await two.contentOf('a', id)).toEqual(before);
    },
    240_000,
  );
});

async function arrives(two: TwoHosts, id: string, on: HostName) {
  await until(`it runs on ${on}`, async () => (await two.row(id)).host === on, 60_000);
  expect((await two.programs(id)).length).toBeLessThanOrEqual(1);
  await two.settlesOn(on, id);
}
