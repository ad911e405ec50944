import { expectRunning } from '../fixtures/computer.ts';
import { containersOfInstance, containerState } from '../fixtures/container.ts';
import { instanceOf } from '../fixtures/gateway.ts';
import { newPerson, signIn } from '../fixtures/person.ts';
import { texts } from '../fixtures/texts.ts';
import { expect, noEngine, noEngineReason, test } from './journey.ts';

test.skip(noEngine, noEngineReason);

test.afterEach(({ world }) => world.stack.service('provisioner').start());

test('the provisioner is killed while it makes a container; restarted it finishes, with exactly one', async ({
  page,
  world,
}) => {
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await page.goto('/claim');
  await page.getByRole('button', { name: texts.claim.check.allow }).click();
  await page.getByRole('button', { name: texts.claim.offer.claim }).click();
  // it writes the handle down before it makes anything
  await expect
    .poll(async () => (await instanceOf(world, person).catch(() => null))?.handle ?? null, { intervals: [5] })
    .not.toBeNull();
  await world.stack.service('provisioner').kill();
  const { id } = await instanceOf(world, person);
  expect(containersOfInstance(world, id).length).toBeLessThanOrEqual(1);

  await world.stack.service('provisioner').start();
  await page.goto('/computer');
  await expectRunning(page);
  expect(containersOfInstance(world, id)).toHaveLength(1);
  expect(containerState(world, id)).toBe('running');
});
