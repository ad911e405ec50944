import { env } from './env.ts';
import { log } from './log.ts';

/** Called once per server process. A wrong environment ends it here, with the list of what is wrong. */
export async function start(): Promise<void> {
  try {
    env();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
  log().info({ origin: env().origin }, 'portal started');
}
