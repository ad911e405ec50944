import { claimComputer, setUpComputer } from './fixtures/computer.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { expect, test } from './journey.ts';

test('a file sent in Feishu is edited by the assistant and comes back changed', async ({
  page,
  world,
  newBrowser,
}) => {
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  await claimComputer(page);
  const phone = await setUpComputer(page, await newBrowser());

  await phone.sendFile('购物清单.md', '- 牛奶\n- 面包\n');
  await phone.expectAnswer(/购物清单\.md/);
  await phone.say('把刚才的文件里的“牛奶”改成“豆浆”，再发给我');
  const back = phone.fromBot.getByRole('link', { name: /购物清单\.md/ });
  await expect(back).toBeVisible({ timeout: 20_000 });
  const address = new URL((await back.getAttribute('href')) ?? '', phone.page.url());
  const file = await phone.page.request.get(address.href);
  expect(await file.text()).toBe('- 豆浆\n- 面包\n');
});
