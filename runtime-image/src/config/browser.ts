import type { BrowserSection } from './schema/browser.ts';

export type BrowserSettings = {
  enabled: boolean;
  /** null: the system's Chromium, where it has one */
  executablePath: string | null;
  headless: boolean;
};

export function readBrowser(section: BrowserSection | undefined): BrowserSettings {
  return {
    enabled: section?.enabled ?? true,
    executablePath: section?.executablePath ?? null,
    headless: section?.headless ?? true,
  };
}
