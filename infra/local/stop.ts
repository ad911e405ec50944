import path from 'node:path';
import { endComputers } from './computers.ts';
import { databasePlace } from './database-place.ts';
import { defaultSocket } from './engine.ts';
import { Failure } from './failure.ts';
import { readPidFile } from './pid-file.ts';
import { stopPostgres } from './postgres.ts';
import { hasEnded } from './processes.ts';
import { complain } from './report.ts';
import { parseSettings, readDotenv } from './settings.ts';
import { root } from './stack.ts';
import { endStrays } from './strays.ts';

const patienceMs = 90_000;

async function stop(): Promise<number> {
  const settings = parseSettings(process.env, readDotenv(root));
  const stateDir = path.resolve(root, settings.ROCKPOOL_DATA_DIR ?? '.rockpool');
  const running = readPidFile(path.join(stateDir, 'run', 'stack.pid'));
  if (running) {
    console.log(`Ending Rockpool at ${running.url} …`);
    process.kill(running.pid, 'SIGTERM');
    if (!(await hasEnded(running.pid, patienceMs))) {
      console.error(
        `It still runs after ${patienceMs / 1000} s: look into ${stateDir}/logs, or end process ${running.pid} yourself.`,
      );
      return 1;
    }
  }
  // what a start that was killed left behind
  await endStrays(stateDir, 'end-instances', (line) => console.log(`  ${line}`));
  if (!settings.DATABASE_URL) await stopPostgres(databasePlace(stateDir).dataDir);
  const ended = await endComputersOf(stateDir, settings.DOCKER_SOCKET ?? defaultSocket);
  console.log(running || ended > 0 ? 'Ended.' : 'Rockpool does not run.');
  return 0;
}

/** Containers outlive the start that made them. Returns how many ran. */
async function endComputersOf(stateDir: string, socket: string): Promise<number> {
  try {
    const ended = await endComputers(stateDir, socket);
    if (ended > 0)
      console.log(`  ended ${ended === 1 ? '1 computer' : `${ended} computers`}; files are kept`);
    return ended;
  } catch (error) {
    throw new Failure(
      `The computers of this installation are containers, and the Docker engine at ${socket} could not be asked to end them (${(error as Error).message}): what runs goes on until it answers and you run this again.`,
    );
  }
}

process.exit(await stop().catch(complain));
