import { claimComputer, setUpComputer } from '../fixtures/computer.ts';
import { containersOfInstance, containerState } from '../fixtures/container.ts';
import { instanceOf } from '../fixtures/gateway.ts';
import { newPerson, signIn } from '../fixtures/person.ts';
import { texts } from '../fixtures/texts.ts';
import { expect, noEngine, noEngineReason, test } from './journey.ts';

test.skip(noEngine, noEngineReason);

test('a subscriber gets a container of their own, with walls, and is answered from inside it', async ({
  page,
  world,
  newBrowser,
}) => {
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await claimComputer(page);
  const phone = await setUpComputer(page, await newBrowser());
  await phone.say('把“买牛奶”写入 todo.md');
  await phone.expectAnswer(/写好了/);

  await page.goto('/computer');
  await expect(page.getByText(texts.computer.setUp.verified)).toBeVisible();
  await expect(page.getByText(texts.computer.channels.state.connected)).toBeVisible();
  await expect(page.getByText(texts.computer.noWalls)).toHaveCount(0);
  const { id } = await instanceOf(world, person);
  expect(containersOfInstance(world, id)).toHaveLength(1);
  expect(containerState(world, id)).toBe('running');
});
