import { claimComputer, setUpComputer } from '../fixtures/computer.ts';
import { containersOfInstance } from '../fixtures/container.ts';
import { instanceOf } from '../fixtures/gateway.ts';
import { newPerson, signIn } from '../fixtures/person.ts';
import { expect, noEngine, noEngineReason, test } from './journey.ts';

test.skip(noEngine, noEngineReason);

test('what the agent runs gets its output; a program that eats memory is told as such, and the gateway lives', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(180_000);
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await claimComputer(page);
  const phone = await setUpComputer(page, await newBrowser());
  const { id } = await instanceOf(world, person);
  const containers = containersOfInstance(world, id);

  await phone.say('运行 `echo $((6 * 7)) > answer.txt; id -u; cat answer.txt`');
  await phone.expectAnswer(/10001[\s\S]*42/);
  await phone.say('运行 `node -e "const all = []; for (;;) all.push(Buffer.alloc(1e7, 1))"`');
  await phone.expectAnswer(/out of memory|内存/i, 90_000);

  await phone.say('你好');
  await phone.expectAnswer(/我是沙盒模型/);
  expect(containersOfInstance(world, id)).toEqual(containers);
});
