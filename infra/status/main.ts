import path from 'node:path';
import { closeDb, createDb } from '@rockpool/db/client';
import { readReport, readWalls } from '@rockpool/db/platform-reports';
import { readHosts } from '@rockpool/db/views/hosts';
import { openDatabase } from '../local/database.ts';
import { readPidFile } from '../local/pid-file.ts';
import { portsFrom } from '../local/port-numbers.ts';
import { complain } from '../local/report.ts';
import { loadSecrets } from '../local/secrets-file.ts';
import { parseSettings, readDotenv } from '../local/settings.ts';
import { root } from '../local/stack.ts';
import { summarize, type Seen } from './summary.ts';
import { renderTable } from './table.ts';

/** `npm run status`: what the services say about themselves. Exit code 1 when something needs a person. */
async function status(): Promise<number> {
  const settings = parseSettings(process.env, readDotenv(root));
  const stateDir = path.resolve(root, settings.ROCKPOOL_DATA_DIR ?? '.rockpool');
  if (!settings.DATABASE_URL && !readPidFile(path.join(stateDir, 'run', 'stack.pid'))) {
    console.error('Rockpool does not run: npm start starts it.');
    return 1;
  }
  const { databasePassword } = loadSecrets(stateDir);
  const port = portsFrom(settings.PORT).database;
  const database = await openDatabase(stateDir, port, databasePassword, settings.DATABASE_URL);
  try {
    const { sections, wrong } = summarize(await look(database.url));
    console.log(renderTable(sections, { colour: process.stdout.isTTY && !process.env.NO_COLOR }));
    for (const sentence of wrong) console.log(`\n${sentence}`);
    return wrong.length > 0 ? 1 : 0;
  } finally {
    if (!database.wasRunning) await database.stop();
  }
}

async function look(databaseUrl: string): Promise<Seen> {
  const db = createDb(databaseUrl, { max: 1 });
  try {
    const groups = await db.instance.groupBy({
      by: ['phase', 'phaseReason'],
      where: { phase: { not: 'removed' } },
      _count: true,
      orderBy: [{ phase: 'asc' }, { phaseReason: 'asc' }],
    });
    return {
      provisioner: await readReport(db, 'provisioner'),
      walls: await readWalls(db),
      hosts: await readHosts(db),
      phases: groups.map(({ phase, phaseReason, _count }) => ({ phase, reason: phaseReason, count: _count })),
    };
  } finally {
    await closeDb(db);
  }
}

process.exit(await status().catch(complain));
