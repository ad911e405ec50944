import path from 'node:path';
import { databasePlace } from './database-place.ts';
import { readPidFile } from './pid-file.ts';
import { stopPostgres } from './postgres.ts';
import { hasEnded } from './processes.ts';
import { complain } from './report.ts';
import { parseSettings, readDotenv } from './settings.ts';
import { root } from './stack.ts';
import { endStrays } from './strays.ts';

const PATIENCE_MS = 90_000;

async function stop(): Promise<number> {
  const settings = parseSettings(process.env, readDotenv(root));
  const stateDir = path.resolve(root, settings.ROCKPOOL_DATA_DIR ?? '.rockpool');
  const running = readPidFile(path.join(stateDir, 'run', 'stack.pid'));
  if (running) {
    console.log(`Ending Rockpool at ${running.url} …`);
    process.kill(running.pid, 'SIGTERM');
    if (!(await hasEnded(running.pid, PATIENCE_MS))) {
      console.error(
        `It still runs after ${PATIENCE_MS / 1000} s: look into ${stateDir}/logs, or end process ${running.pid} yourself.`,
      );
      return 1;
    }
  }
  // what a start that was killed left behind
  await endStrays(stateDir, 'end-instances', (line) => console.log(`  ${line}`));
  if (!settings.DATABASE_URL) await stopPostgres(databasePlace(stateDir).dataDir);
  console.log(running ? 'Ended.' : 'Rockpool does not run.');
  return 0;
}

process.exit(await stop().catch(complain));
