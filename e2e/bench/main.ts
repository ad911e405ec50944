/** `npm run bench [-- name …]`: measures, prints ours beside the budget, keeps the samples, ends with 1 on a breach. What this machine lacks is said and is no breach. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NotMeasured, type Figures, type Measure } from './measure.ts';
import { measureBurst } from './measures/burst.ts';
import { measureClaims } from './measures/claims.ts';
import { measureDockerBurst } from './measures/docker-burst.ts';
import { measureDockerIdle } from './measures/docker-idle.ts';
import { measureDockerJourney } from './measures/docker-journey.ts';
import { measureDockerLimit } from './measures/docker-limit.ts';
import { measureEndurance } from './measures/endurance.ts';
import { measureGateway } from './measures/gateway.ts';
import { measureJourney } from './measures/journey.ts';
import { measurePrompt } from './measures/prompt.ts';
import { measureRush } from './measures/rush.ts';
import { measureSweep } from './measures/sweep.ts';
import { Budgets, judge, render, type Row } from './table.ts';

const measures: Record<string, Measure> = {
  prompt: measurePrompt,
  gateway: measureGateway,
  endurance: measureEndurance,
  claims: measureClaims,
  burst: measureBurst,
  rush: measureRush,
  sweep: measureSweep,
  journey: measureJourney,
  'docker-journey': measureDockerJourney,
  'docker-burst': measureDockerBurst,
  'docker-idle': measureDockerIdle,
  'docker-limit': measureDockerLimit,
};

const here = import.meta.dirname;
const budgets = Budgets.parse(JSON.parse(await readFile(path.join(here, 'budgets.json'), 'utf8')));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in measures));
if (unknown.length > 0) {
  console.error(`No such measure: ${unknown.join(', ')}. There are ${Object.keys(measures).join(', ')}.`);
  process.exit(2);
}

const results = path.join(here, '../../test-results/bench');
await mkdir(results, { recursive: true });
const rows: Row[] = [];
const notes: string[] = [];
const failed: string[] = [];
const absent: string[] = [];
for (const name of wanted.length > 0 ? wanted : Object.keys(measures)) {
  console.log(`measuring ${name} …`);
  const measured = await measures[name]!().catch((error: Error): Figures => {
    const isLack = error instanceof NotMeasured && process.env.ROCKPOOL_NO_SKIP !== '1';
    (isLack ? absent : failed).push(`${name}: not measured: ${error.message}`);
    return { figures: {}, notes: [], samples: {} };
  });
  rows.push(...judge(budgets, measured.figures));
  notes.push(...measured.notes.map((note) => `- ${name}: ${note}`));
  await writeFile(path.join(results, `${name}.json`), JSON.stringify(measured, null, 1));
}
console.log(`\n${render(rows)}\n\n${notes.join('\n')}\n\nSamples: ${path.relative(process.cwd(), results)}`);
for (const reason of absent) console.log(reason);
for (const reason of failed) console.error(reason);
process.exit(failed.length === 0 && rows.every((row) => row.met) ? 0 : 1);
