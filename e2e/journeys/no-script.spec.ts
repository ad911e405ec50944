import { setUpComputer } from './fixtures/computer.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { shape, texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

test('who is signed in claims, renews and gets to the payment page where scripts are off', async ({
  page,
  world,
  browser,
  baseURL,
  extraHTTPHeaders,
  newBrowser,
}) => {
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  const plain = await browser.newContext({
    baseURL: baseURL!,
    locale: 'zh-CN',
    extraHTTPHeaders: extraHTTPHeaders!,
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  try {
    const paper = await plain.newPage();
    await paper.goto('/claim');
    await expect(paper.locator('noscript p')).toHaveText(texts.frame.noScript);
    await paper.getByRole('button', { name: texts.claim.check.allow }).click();
    await paper.getByRole('button', { name: texts.claim.offer.claim }).click();
    await paper.waitForURL(/\/computer$/);
    await expect(paper.getByRole('heading', { level: 1 })).toBeVisible();
    // no skeleton stands beside what took its place
    for (const skeleton of await paper.locator('.animate-pulse').all()) await expect(skeleton).toBeHidden();

    await setUpComputer(page, await newBrowser());
    await paper.goto('/computer');
    const available = paper.getByText(shape(texts.computer.renew.available)).locator('..');
    await expect(available).toContainText('1');
    await paper.getByRole('button', { name: texts.computer.renew.one }).click();
    await expect(available).toContainText('2');

    await paper.goto('/billing');
    const pack = texts.billing.points.buy.replace('{points}', '100');
    await paper.getByRole('button', { name: pack, exact: true }).click();
    await paper.waitForURL(/\/c\/pay\//);
  } finally {
    await plain.close();
  }
});
