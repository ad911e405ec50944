import { env } from './env.ts';
import { endStreams } from './features/live/stream-signal.ts';
import { keepSetUpWorker } from './features/set-up/keep-worker.ts';
import { setUpDeps } from './features/set-up/portal-deps.ts';
import { proxyList } from './features/sign-in/client-address.ts';
import { noteAddresses } from './features/sign-in/note-addresses.ts';
import { keyRing } from './keys.ts';
import { log } from './log.ts';

/** Called once per server process. A wrong environment ends it here, with the list of what is wrong. */
export async function start(): Promise<void> {
  try {
    env();
    keyRing();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
  noteAddresses(proxyList(env().trustedProxies));
  const worker = keepSetUpWorker(setUpDeps(), {
    databaseUrl: env().databaseUrl,
    log: (level, message) => log()[level](message),
  });
  // a poll under way may hold a grant that is told only once: let it be stored
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      endStreams();
      void worker.stop();
    });
  log().info({ origin: env().origin }, 'portal started');
}
