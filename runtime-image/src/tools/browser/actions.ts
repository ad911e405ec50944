/** What the browser tool can do on a page. Each answers in words, and throws what Playwright throws. */
import type { ToolImage } from '../../agent/tool.ts';
import { ArgumentError, textArgument } from '../arguments.ts';
import type { Locator, Page } from './playwright.bundle.ts';

const actMs = 10_000;
const navigateMs = 30_000;
const loadMs = 5_000;
const settleMs = 300;
const typedCharsMax = 200;

export type Done = {
  text: string;
  /** whether the page may look different now, so that it is shown */
  changed?: true;
  image?: ToolImage & { bytes: Buffer };
};

export type Action = (page: Page, input: Record<string, unknown>) => Promise<Done>;

export const actions: Record<string, Action> = {
  snapshot: () => Promise.resolve({ text: '', changed: true }),
  async navigate(page, input) {
    await page.goto(textArgument(input, 'url'), { waitUntil: 'domcontentloaded', timeout: navigateMs });
    return settled(page, '');
  },
  async back(page) {
    const reply = await page.goBack({ waitUntil: 'domcontentloaded', timeout: navigateMs });
    return settled(page, reply === null ? 'There is no page before this one.' : '');
  },
  async click(page, input) {
    await (await elementOf(page, input)).click({ timeout: actMs });
    return settled(page, 'Clicked.');
  },
  async type(page, input) {
    const text = textArgument(input, 'text');
    const element = await elementOf(page, input);
    if (text.length <= typedCharsMax) await element.pressSequentially(text, { timeout: actMs });
    else await element.fill(text, { timeout: actMs });
    return settled(page, 'Typed.');
  },
  async fill(page, input) {
    const { fields } = input;
    if (!Array.isArray(fields) || fields.length === 0)
      throw new ArgumentError('"fields" must be a list of {ref, text}.');
    for (const field of fields as Record<string, unknown>[])
      await fillOne(await elementOf(page, field), field);
    return settled(page, `Filled ${fields.length} field${fields.length === 1 ? '' : 's'}.`);
  },
  async select(page, input) {
    const chosen = await (
      await elementOf(page, input)
    ).selectOption(textArgument(input, 'text'), { timeout: actMs });
    return settled(page, `Selected ${chosen.join(', ')}.`);
  },
  async press(page, input) {
    const key = textArgument(input, 'text');
    if (input.ref === undefined) await page.keyboard.press(key);
    else await (await elementOf(page, input)).press(key, { timeout: actMs });
    return settled(page, `Pressed ${key}.`);
  },
  async extract(page, input) {
    const element = input.ref === undefined ? page.locator('body') : await elementOf(page, input);
    return { text: (await element.innerText({ timeout: actMs })) || '(no text)' };
  },
  async screenshot(page) {
    const bytes = await page.screenshot({ type: 'jpeg', quality: 60, timeout: actMs });
    return { text: '', image: { mimeType: 'image/jpeg', base64: bytes.toString('base64'), bytes } };
  },
};

/** The element that the newest snapshot named so. */
async function elementOf(page: Page, input: Record<string, unknown>): Promise<Locator> {
  const ref = textArgument(input, 'ref').replace(/^\[?ref=|\]$/g, '');
  if (!/^(f\d+)?e\d+$/.test(ref))
    throw new ArgumentError(`"ref" is a mark of a snapshot, such as e12, not ${ref}.`);
  const element = page.locator(`aria-ref=${ref}`);
  if ((await element.count().catch(() => 0)) === 0)
    throw new ArgumentError(`There is no ${ref} on the page now; take a new snapshot.`);
  return element;
}

async function fillOne(element: Locator, field: Record<string, unknown>): Promise<void> {
  const text = textArgument(field, 'text');
  const kind = await element.evaluate((node) => {
    const { tagName, type } = node as unknown as { tagName: string; type?: string };
    return tagName === 'SELECT' ? 'select' : (type ?? '');
  });
  if (kind === 'select') await element.selectOption(text, { timeout: actMs });
  else if (kind === 'checkbox' || kind === 'radio')
    await element.setChecked(!/^(false|no|off|0|)$/i.test(text), { timeout: actMs });
  else await element.fill(text, { timeout: actMs });
}

/** After what an action set off has arrived, or has had its time. */
async function settled(page: Page, text: string): Promise<Done> {
  await page.waitForTimeout(settleMs);
  await page.waitForLoadState('load', { timeout: loadMs }).catch(() => {});
  return { text, changed: true };
}
