/** One Chromium for the instance: started at its first use, ended when nobody uses it, each conversation with pages of its own. */
import { startGuardedProxy, type GuardedProxy } from '../../net/guarded-proxy.ts';
import type { GatewayConfig } from '../../config/settings.ts';
import type { LiveShell } from '../../processes/strays.ts';
import { launchChromium, type Chromium } from './chromium-launch.ts';
import { watchPage, type PageNews } from './page-news.ts';
import type { Page } from './playwright.bundle.ts';

const idleMs = 5 * 60_000;
const closeMs = 5_000;
const pagesMax = 8;

export type BrowserRoom = {
  config(): Pick<GatewayConfig, 'browser' | 'web' | 'locale' | 'timeZone'>;
  environment: Readonly<Record<string, string | undefined>>;
  /** absolute; nothing but the browser uses it */
  folder: string;
  shells: { live: Set<LiveShell>; newMark(): string };
};

/** What a conversation has open; the last page is the one in front. */
export type Tabs = { pages: Page[]; front: Page | null; news: PageNews };

type Running = Chromium & { proxy: GuardedProxy; tabs: Map<string, Tabs> };

export type BrowserUse = {
  tabs: Tabs;
  openPage(): Promise<Page>;
  /** the last address that was refused since it was last asked */
  takeRefused(): string | null;
};

export type Browser = ReturnType<typeof createBrowser>;

export function createBrowser(room: BrowserRoom) {
  let running: Promise<Running> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const start = async (): Promise<Running> => {
    const { browser, locale, timeZone } = room.config();
    const mark = room.shells.newMark();
    const proxy = await startGuardedProxy(() => room.config().web.allowHosts);
    try {
      const { environment, folder } = room;
      const chromium = await launchChromium({
        ...browser,
        folder,
        environment,
        mark,
        proxy,
        locale,
        timeZone,
      });
      // a command that ends must not take the browser for something that it left behind
      if (chromium.process !== null) room.shells.live.add(chromium.process);
      const tabs = new Map<string, Tabs>();
      const started = { ...chromium, proxy, tabs };
      chromium.context.once('close', () => {
        proxy.close();
        if (chromium.process !== null) room.shells.live.delete(chromium.process);
        running = null;
      });
      return started;
    } catch (error) {
      proxy.close();
      running = null;
      throw error;
    }
  };

  const close = async (): Promise<void> => {
    clearTimeout(timer);
    const open = await running?.catch(() => null);
    if (!open) return;
    const ended = Promise.withResolvers<void>();
    const giveUp = setTimeout(() => {
      if (open.process !== null) end(open.process.pid);
      ended.resolve();
    }, closeMs);
    void open.context.close().then(ended.resolve, ended.resolve);
    await ended.promise;
    clearTimeout(giveUp);
  };

  const tabsOf = (open: Running, sessionKey: string): Tabs => {
    let tabs = open.tabs.get(sessionKey);
    if (tabs === undefined)
      open.tabs.set(sessionKey, (tabs = { pages: [], front: null, news: { said: [], downloads: [] } }));
    return tabs;
  };

  const adopt = (open: Running, tabs: Tabs, page: Page): void => {
    tabs.pages.push(page);
    tabs.front = page;
    watchPage(page, tabs.news);
    page.on('popup', (other) => adopt(open, tabs, other));
    const forget = (): void => {
      tabs.pages = tabs.pages.filter((each) => each !== page);
      if (tabs.front === page) tabs.front = tabs.pages.at(-1) ?? null;
    };
    page.once('close', forget);
    page.once('crash', () => {
      // nothing can be opened in it any more, and closing it may take for ever
      forget();
      void page.close().catch(() => {});
    });
    const all = [...open.tabs.values()].flatMap(({ pages }) => pages);
    const oldest = all.find((each) => each !== page);
    if (all.length > pagesMax) void oldest?.close().catch(() => {});
  };

  return {
    /** One after the other: whoever comes waits for those before. Throws `NoBrowserError`, and what `work` throws. */
    use<T>(sessionKey: string, work: (use: BrowserUse) => Promise<T>): Promise<T> {
      const turn = last.then(async () => {
        clearTimeout(timer);
        const open = await (running ??= start());
        const tabs = tabsOf(open, sessionKey);
        try {
          return await work({
            tabs,
            takeRefused: () => open.proxy.takeRefused(),
            async openPage() {
              // the one that Chromium begins with
              const taken = new Set([...open.tabs.values()].flatMap(({ pages }) => pages));
              const blank = open.context
                .pages()
                .find((page) => !taken.has(page) && page.url() === 'about:blank');
              const page = blank ?? (await open.context.newPage());
              adopt(open, tabs, page);
              return page;
            },
          });
        } finally {
          timer = setTimeout(() => void close(), idleMs).unref();
        }
      });
      last = turn.catch(() => {});
      return turn;
    },
    isRunning: () => running !== null,
    close,
  };
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it is gone already
  }
}
