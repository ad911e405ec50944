/** Starts a Chromium of its own profile, with no way out but the guarded proxy and no variable of the gateway. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { writeFileSync } from 'node:fs';
import type { GuardedProxy } from '../../net/guarded-proxy.ts';
import { markName } from '../../processes/end-strays.ts';
import { readProcesses, readVariable } from '../../processes/process-table.ts';
import type { LiveShell } from '../../processes/strays.ts';
import { programEnvironment } from '../program-environment.ts';
import type { BrowserContext } from './playwright.bundle.ts';

/** Chromium without its windows: half of the memory for the same page, and 45 fewer threads (IMAGE.md). */
const headlessShell = '/usr/lib/chromium/chromium-headless-shell';
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable'];
const launchMs = 30_000;

export type ChromiumPlan = {
  executablePath: string | null;
  headless: boolean;
  /** folder for the profile, downloads under way and what Chromium puts into a home */
  folder: string;
  environment: Readonly<Record<string, string | undefined>>;
  mark: string;
  proxy: GuardedProxy;
  locale: 'zh' | 'en';
  timeZone: string;
};

export type Chromium = { context: BrowserContext; process: LiveShell | null };

/** Thrown with a sentence for the model when there is none, or it does not start. */
export class NoBrowserError extends Error {}

export async function launchChromium(plan: ChromiumPlan): Promise<Chromium> {
  const known = plan.headless ? [headlessShell, ...places] : places;
  const executablePath = plan.executablePath ?? known.find((place) => existsSync(place));
  if (executablePath === undefined || !existsSync(executablePath))
    throw new NoBrowserError(
      'There is no browser on this computer; it is part of the full image. Use web_fetch to read pages.',
    );
  const { chromium } = await import('./playwright.bundle.ts').catch(() => {
    throw new NoBrowserError(
      'This image can drive no browser; the full image can. Use web_fetch to read pages.',
    );
  });
  const profile = path.join(plan.folder, 'profile');
  const home = path.join(plan.folder, 'home');
  const downloadsPath = path.join(plan.folder, 'downloads');
  for (const each of [profile, home, downloadsPath]) mkdirSync(each, { recursive: true, mode: 0o700 });
  // of a Chromium that was killed, perhaps in another container: it would not start beside it
  for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket'])
    rmSync(path.join(profile, name), { force: true });
  const context = await chromium
    .launchPersistentContext(profile, {
      executablePath,
      headless: plan.headless,
      downloadsPath,
      timeout: launchMs,
      env: { ...programEnvironment(plan.environment, home), [markName]: plan.mark },
      proxy: { server: plan.proxy.url },
      locale: plan.locale === 'zh' ? 'zh-CN' : 'en-US',
      timezoneId: plan.timeZone,
      viewport: { width: 1_280, height: 800 },
      serviceWorkers: 'block',
      acceptDownloads: true,
      // the container is the wall
      chromiumSandbox: false,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [
        '--disable-dev-shm-usage',
        '--disable-gpu',
        '--disk-cache-size=52428800',
        '--renderer-process-limit=3',
        '--js-flags=--max-old-space-size=256',
        // no packets past the proxy
        '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
        '--disable-quic',
        '--proxy-bypass-list=<-loopback>',
        '--dns-prefetch-disable',
      ],
    })
    .catch((error: Error) => {
      const why = error.message.split('\n')[0]!.slice(0, 300);
      throw new NoBrowserError(`The browser did not start: ${why}`);
    });
  const started = readProcesses().filter(({ pid }) => readVariable(pid, markName) === plan.mark);
  for (const { pid } of started) yieldToGateway(pid);
  const root = started.find(({ ppid }) => ppid === process.pid);
  return { context, process: root === undefined ? null : { pid: root.pid, mark: plan.mark } };
}

/** As for commands: the kernel takes it first when memory ends, and the gateway has the processor first. */
function yieldToGateway(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // it is gone already, or the system knows no such thing
  }
}
