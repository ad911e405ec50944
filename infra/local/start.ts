import path from 'node:path';
import { parseArgs } from 'node:util';
import { announce, complain } from './report.ts';
import { Failure } from './failure.ts';
import { firstAdminLink } from './first-admin.ts';
import { claimPidFile } from './pid-file.ts';
import { reset } from './reset.ts';
import { parseSettings, readDotenv } from './settings.ts';
import { root, startStack, type Stack } from './stack.ts';
import { endStrays } from './strays.ts';

/** npm passes a signal on that the terminal has sent to us already; two this close are one. */
const sameSignalMs = 500;

async function start(): Promise<void> {
  const { values: flags } = parseFlags();
  const settings = parseSettings(process.env, readDotenv(root));
  const stateDir = path.resolve(root, settings.ROCKPOOL_DATA_DIR ?? '.rockpool');
  const pidFile = path.join(stateDir, 'run', 'stack.pid');
  const portalUrl = settings.PORTAL_URL ?? `http://localhost:${settings.PORT}`;
  const say = (line: string) => console.log(`  ${line}`);

  const other = claimPidFile(pidFile, portalUrl);
  if (other) {
    console.log(`Rockpool already runs at ${other.url} (process ${other.pid}). To end it: npm run stop`);
    return;
  }
  if (flags.reset && !(await reset(stateDir, settings, flags.yes, pidFile))) return;

  const interrupted = new AbortController();
  let stack: Stack | undefined;
  let firstAt: number | undefined;
  const onSignal = async (): Promise<void> => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      console.log(
        '\nEnding Rockpool; answers that are under way are finished first. Ctrl-C again ends it at once.',
      );
      if (!stack) return interrupted.abort();
      await stack.stop();
    } else if (performance.now() - firstAt > sameSignalMs) {
      console.log('Ending at once.');
      await (stack?.kill() ?? endStrays(stateDir, 'end-instances', say));
    } else return;
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void onSignal().catch((error: unknown) => process.exit(complain(error))));

  // whoever read our output may go away (`npm start | head`, a closed terminal); the service goes on
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

  const startedAt = performance.now();
  console.log('Starting Rockpool …');
  try {
    stack = await startStack({ stateDir, settings, say, signal: interrupted.signal });
  } catch (error) {
    if (interrupted.signal.aborted) process.exit(0);
    throw error;
  }
  if (interrupted.signal.aborted) {
    await stack.stop();
    process.exit(0);
  }
  // on a database of the operator's own, whoever reads this terminal need not be the one who decides
  const adminLink = settings.DATABASE_URL ? null : await firstAdminLink(stack.databaseUrl, settings);
  announce(stack, stateDir, performance.now() - startedAt, adminLink);
  // the services are children of ours and their supervision keeps this process alive
}

function parseFlags() {
  try {
    return parseArgs({
      options: {
        reset: { type: 'boolean', default: false },
        yes: { type: 'boolean', short: 'y', default: false },
      },
    });
  } catch (error) {
    throw new Failure(`${(error as Error).message.split('. ')[0]}. Usage: npm start [-- --reset [--yes]]`);
  }
}

await start().catch((error: unknown) => process.exit(complain(error)));
