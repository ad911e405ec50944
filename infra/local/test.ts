import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { buildWhatChanged } from './builds.ts';
import { findChromium } from './chromium.ts';
import { ensureImage } from '../image/build.ts';
import { engineForTests, engineSocket } from './engine-for-tests.ts';
import { leftovers, tracesOnHost } from './leftovers.ts';
import { complain } from './report.ts';
import { root } from './stack.ts';
import { checkSteps } from './check-steps.ts';
import {
  afterSecondTry,
  failedFiles,
  sum,
  tallyOf,
  unsteadyJourneys,
  type Tally,
  type Unsteady,
} from './tally.ts';

const results = path.join(root, 'test-results');
const bin = (name: string) => path.join(root, 'node_modules', name);
const noSkip = process.env.ROCKPOOL_NO_SKIP === '1';

/** Runs a program of ours to its end and returns its exit code; a signal counts as 1. */
function run(args: string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

const readIfThere = (file: string) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined);

const unsteady: Unsteady = [];

async function vitest(reportName: string, more: string[]): Promise<{ tally: Tally; failed: string[] }> {
  const report = path.join(results, reportName);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await run([bin('vitest/vitest.mjs'), 'run', ...reporters, ...more]);
  const text = readIfThere(report);
  return { tally: tallyOf('vitest', text, code), failed: failedFiles(text) };
}

/**
 * Files with a failure run once more, alone: on a loaded machine a time-out says little. What fails twice has failed; what
 * passes only then is named at the end.
 */
async function unitTests(): Promise<Tally> {
  const { tally, failed } = await vitest('vitest.json', []);
  if (tally.failed === 0 || failed.length === 0) return tally;
  console.log(`\nOnce more, alone: ${failed.map((file) => path.relative(root, file)).join(' ')}`);
  const again = await vitest('vitest-again.json', [...failed, '--no-file-parallelism']);
  for (const file of failed) if (!again.failed.includes(file)) unsteady.push(path.relative(root, file));
  return afterSecondTry(tally, again.tally);
}

/** Not beside each other: when a container's network comes or goes, a browser gives up what it is loading. */
const journeyProjects = ['process', 'docker'];

async function journeys(): Promise<Tally> {
  const playwright = [bin('@playwright/test/cli.js'), 'test', '--config=e2e/playwright.config.ts'];
  const report = (name: string) => path.join(results, `journeys-${name}.json`);
  const chromium = findChromium(process.env);
  if (!chromium) {
    await run([...playwright, '--list', '--reporter=json'], { PLAYWRIGHT_JSON_OUTPUT_FILE: report('list') });
    const { skipped, passed } = tallyOf('playwright', readIfThere(report('list')), 0);
    console.log(
      '\nThe journeys in a browser were skipped: there is no Chromium here. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.',
    );
    return { passed: 0, failed: 0, skipped: Math.max(1, skipped + passed) };
  }
  await buildWhatChanged(root, path.join(results, 'logs'), (line) => console.log(line));
  const tallies: Tally[] = [];
  for (const project of journeyProjects) {
    const output = path.join(results, 'journeys', project);
    const code = await run(
      [...playwright, `--project=${project}`, `--output=${output}`, '--reporter=list,json'],
      { PLAYWRIGHT_JSON_OUTPUT_FILE: report(project), CHROMIUM_PATH: chromium },
    );
    unsteady.push(...unsteadyJourneys(readIfThere(report(project))));
    tallies.push(tallyOf('playwright', readIfThere(report(project)), code));
  }
  return sum(tallies);
}

/** Product and image that the tests on Docker run, as one test: made once, before any of them waits for it. */
async function image(): Promise<Tally> {
  const { skip } = await engineForTests();
  if (skip) {
    console.log(
      '\nThe tests on Docker are skipped: no Docker engine answers. Install and start one (Debian: apt-get install docker.io).',
    );
    return { passed: 0, failed: 0, skipped: 1 };
  }
  await buildWhatChanged(root, path.join(results, 'logs'), (line) => console.log(line));
  const { tag } = await ensureImage({ target: 'lean', say: (line) => console.log(line) });
  console.log(`runtime image: ${tag}`);
  return { passed: 1, failed: 0, skipped: 0 };
}

/** Lint, types and format while the image's base is fetched, which is waiting. What the portal's build writes is read by the types. */
async function checksBesideImage(): Promise<Tally> {
  await buildWhatChanged(root, path.join(results, 'logs'), (line) => console.log(line));
  const [checked, made] = await Promise.allSettled([checkSteps(root, (line) => console.log(line)), image()]);
  return sum([outcome(checked), outcome(made)]);
}

function outcome(settled: PromiseSettledResult<Tally>): Tally {
  if (settled.status === 'fulfilled') return settled.value;
  complain(settled.reason);
  return { passed: 0, failed: 1, skipped: 0 };
}

/** What the tests left on the machine, as one test. */
async function leftNothing(before: string[]): Promise<Tally> {
  const left = leftovers(before, await tracesOnHost(engineSocket()));
  if (left.length > 0)
    console.log(`\nThe tests left behind on this machine:\n${left.map((each) => `  ${each}`).join('\n')}`);
  return { passed: left.length === 0 ? 1 : 0, failed: left.length === 0 ? 0 : 1, skipped: 0 };
}

async function test(): Promise<number> {
  fs.rmSync(results, { recursive: true, force: true });
  fs.mkdirSync(results, { recursive: true });
  const tallies: Tally[] = [];
  const before = await tracesOnHost(engineSocket());
  const parts = [noSkip ? checksBesideImage : image, unitTests, journeys, () => leftNothing(before)];
  for (const part of parts) {
    tallies.push(...(await Promise.allSettled([part()])).map(outcome));
  }
  const { passed, failed, skipped } = sum(tallies);
  if (noSkip && skipped > 0) console.log('\nROCKPOOL_NO_SKIP=1: a skipped test is a failure.');
  if (unsteady.length > 0) console.log(`\nPassed only when run alone: ${unsteady.join(' · ')}`);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed > 0 || (noSkip && skipped > 0) ? 1 : 0;
}

process.exitCode = await test();
