import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { takePlaces } from '@rockpool/db/ledger/claim-queue-statements';
import type { Figures } from '../measure.ts';
import { createRushWorld, type RushWorld } from '../rush-world.ts';
import type { RushOrder, RushReport } from '../rush-load.ts';
import { quantile } from '../samples.ts';
import { fillIn, pgbench } from '../pgbench.ts';

const members = 10_000;
const stock = 1_000;
const withinMs = 10_000;
const impatient = 100;
const program = path.join(import.meta.dirname, '../rush-load.ts');

/**
 * So many signed-in people press claim within ten seconds, over HTTP, on the built portal; some of them press again and
 * again. Throws when one place too many or too few was granted, somebody got two, or a later place was before an earlier.
 */
export async function measureRush(): Promise<Figures> {
  const world = await createRushWorld({ members, stock });
  try {
    const cpuBefore = await world.portalCpuMs();
    const { origin, campaignId, cookies } = world;
    const report = await run({ origin, campaignId, cookies, withinMs, impatient });
    const cpuMs = (await world.portalCpuMs()) - cpuBefore;
    await check(world, report);
    const pgbenchPerSecond = await takePlacesByPgbench(world);
    const placedBy = quantile(report.placedMs, 0.95);
    const perSecond = report.requests / (report.lastAnsweredMs / 1000);
    return {
      figures: {
        'rush.answeredP95Ms': quantile(report.answeredMs, 0.95),
        'rush.lastAnsweredMs': report.lastAnsweredMs,
        'rush.granted': report.states.claimed ?? 0,
        'rush.requestsPerSecond': perSecond,
      },
      notes: [
        `${members.toLocaleString('en')} people in ${withinMs / 1000} s, ${impatient} of them press every second; granted in the order of places, nobody twice; p50 ${Math.round(quantile(report.answeredMs, 0.5))} ms to the answer, p95 ${Math.round(placedBy)} ms to the place`,
        `pgbench with the statement that takes a place, one a statement: ${Math.round(pgbenchPerSecond)} a second; the portal puts places of the same moment into one`,
        `${report.requests.toLocaleString('en')} requests, ${Math.round(perSecond)} a second, ${(cpuMs / report.requests).toFixed(2)} ms CPU of the portal each; other answers: ${JSON.stringify(report.troubles)}`,
      ],
      samples: { answeredMs: report.answeredMs, placedMs: report.placedMs },
    };
  } finally {
    await world.close();
  }
}

async function run(order: RushOrder): Promise<RushReport> {
  const child = fork(program);
  await once(child, 'message');
  child.send(order);
  const [report] = (await once(child, 'message')) as [RushReport];
  return report;
}

/** The same users take places in another campaign, each by a statement of their own. */
async function takePlacesByPgbench({ db, databaseUrl, dir, campaignId }: RushWorld): Promise<number> {
  const { policy } = await db.campaign.findUniqueOrThrow({ where: { id: campaignId } });
  const other = await db.campaign.create({
    data: { slug: 'pgbench', name: { zh: '活动', en: 'Campaign' }, policy: policy as object },
  });
  const clients = 8;
  const user = `('00000000-0000-4000-8000-' || lpad((:client_id * ${members / clients} + :i)::text, 12, '0'))::uuid`;
  const values = [`'${other.id}'`, `array[${user}]`, `array['{}']`];
  const script = ['\\set i (:i + 1) % ' + String(members / clients), `${fillIn(takePlaces.text, values)};`];
  return pgbench(databaseUrl, script, { clients, seconds: 5, dir });
}

async function check({ db, campaignId }: RushWorld, report: RushReport): Promise<void> {
  const { rows } = await db.pool.query<{ granted: number; claimed: number; entries: number; wrong: number }>(
    `select (select count(*)::int from entitlements) as granted,
       (select claimed from campaigns where id = $1) as claimed,
       (select count(*)::int from day_entries) as entries,
       (select count(*)::int from claim_requests r where result ->> 'kind' = 'claimed'
          and id > (select min(id) from claim_requests where result ->> 'kind' = 'refused')) as wrong`,
    [campaignId],
  );
  const { granted, claimed, entries, wrong } = rows[0]!;
  const answered = (report.states.claimed ?? 0) + (report.states.refused ?? 0);
  if ([granted, claimed, entries, report.states.claimed].some((count) => count !== stock))
    throw new Error(
      `${stock} in stock: ${granted} granted, ${claimed} counted, ${entries} entries, ${report.states.claimed} told`,
    );
  if (answered !== members) throw new Error(`${answered} of ${members} were answered`);
  if (wrong > 0) throw new Error(`${wrong} were granted although an earlier place was refused`);
}
