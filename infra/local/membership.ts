import path from 'node:path';
import { main } from '@rockpool/db/membership/import-cli';
import { openDatabase } from './database.ts';
import { portsFrom } from './port-numbers.ts';
import { complain } from './report.ts';
import { loadSecrets } from './secrets-file.ts';
import { parseSettings, readDotenv } from './settings.ts';
import { root } from './stack.ts';

/** `npm run membership -- import plans.csv`, on the database that `npm start` uses, running or not. */
async function membership(): Promise<number> {
  const settings = parseSettings(process.env, readDotenv(root));
  const stateDir = path.resolve(root, settings.ROCKPOOL_DATA_DIR ?? '.rockpool');
  const { databasePassword } = loadSecrets(stateDir);
  const database = await openDatabase(
    stateDir,
    portsFrom(settings.PORT).database,
    databasePassword,
    settings.DATABASE_URL,
  );
  // file names are meant from where the command was typed, and npm has gone to the root
  process.chdir(process.env.INIT_CWD ?? process.cwd());
  try {
    return await main(process.argv.slice(2), {
      databaseUrl: database.url,
      print: (line) => console.log(line),
    });
  } finally {
    if (!database.wasRunning) await database.stop();
  }
}

process.exit(await membership().catch(complain));
