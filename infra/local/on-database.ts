import path from 'node:path';
import { closeDb, createDb, type Db } from '@rockpool/db/client';
import { openDatabase, prepareDatabase } from './database.ts';
import { portsFrom } from './port-numbers.ts';
import { loadSecrets } from './secrets-file.ts';
import { parseSettings, readDotenv, type Settings } from './settings.ts';
import { root } from './stack.ts';

/** Runs a command on the database that `npm start` uses, running or not; an embedded one that it started ends after it. */
export async function onDatabase<T>(work: (db: Db, settings: Settings) => Promise<T>): Promise<T> {
  const settings = parseSettings(process.env, readDotenv(root));
  const stateDir = path.resolve(root, settings.ROCKPOOL_DATA_DIR ?? '.rockpool');
  const { databasePassword } = loadSecrets(stateDir);
  const { database: port } = portsFrom(settings.PORT);
  const database = await openDatabase(stateDir, port, databasePassword, settings.DATABASE_URL);
  // before the first start too
  if (!settings.DATABASE_URL) await prepareDatabase(database.url, () => {});
  const db = createDb(database.url, { max: 2 });
  try {
    return await work(db, settings);
  } finally {
    await closeDb(db);
    if (!database.wasRunning) await database.stop();
  }
}
