/**
 * Brings the database to this version and ends: the service `migrate` of compose.yaml, run before the others start.
 * `DEMO_CAMPAIGN=on` also makes the demo's campaign, once, so that a first deployment has something to offer.
 */
import { closeDb, createDb } from '@rockpool/db/client';
import { appNow } from '@rockpool/db/clock';
import { demoPolicy, Policy } from '@rockpool/db/domain/policy';
import { migrate } from '@rockpool/db/migrate';

async function makeDemoCampaign(url: string): Promise<void> {
  const db = createDb(url, { max: 1 });
  try {
    const name = { zh: '云电脑体验活动', en: 'Cloud computer trial' };
    const policy = Policy.parse(demoPolicy(await appNow(db)));
    await db.campaign.upsert({
      where: { slug: 'demo' },
      update: {},
      create: { slug: 'demo', name, policy, stock: 500 },
    });
  } finally {
    await closeDb(db);
  }
}

const { DATABASE_URL: url, DEMO_CAMPAIGN: demo } = process.env;
try {
  if (!url) throw new Error('DATABASE_URL is not set.');
  await migrate(url, (line) => void process.stdout.write(`${line}\n`));
  if (demo === 'on') await makeDemoCampaign(url);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
