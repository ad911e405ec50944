/** `dist/playwright.cjs`, in the full image only: 4 MB that nobody needs without a browser. */
export { chromium } from 'playwright-core';
export type { Browser, BrowserContext, Dialog, Download, Locator, Page, Route } from 'playwright-core';
