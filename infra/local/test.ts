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
import { sum, tallyOf, type Tally } from './tally.ts';

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

async function unitTests(): Promise<Tally> {
  const report = path.join(results, 'vitest.json');
  const code = await run([
    bin('vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  return tallyOf('vitest', readIfThere(report), code);
}

async function journeys(): Promise<Tally> {
  const report = path.join(results, 'journeys.json');
  const playwright = [bin('@playwright/test/cli.js'), 'test', '--config=e2e/playwright.config.ts'];
  const chromium = findChromium(process.env);
  if (!chromium) {
    await run([...playwright, '--list', '--reporter=json'], { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
    const { skipped, passed } = tallyOf('playwright', readIfThere(report), 0);
    console.log(
      '\nThe journeys in a browser were skipped: there is no Chromium here. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.',
    );
    return { passed: 0, failed: 0, skipped: Math.max(1, skipped + passed) };
  }
  await buildWhatChanged(root, path.join(results, 'logs'), (line) => console.log(line));
  const code = await run([...playwright, '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    CHROMIUM_PATH: chromium,
  });
  return tallyOf('playwright', readIfThere(report), code);
}

/** Lint, types and format, as one test: a checkout that fails them is not good either. */
async function check(): Promise<Tally> {
  const steps: [string, string[]][] = [
    ['lint', [bin('eslint/bin/eslint.js'), '.']],
    ['types', [bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json']],
    ['types of the portal', [bin('typescript/bin/tsc'), '--noEmit', '-p', 'apps/portal/tsconfig.json']],
    ['format', [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.']],
  ];
  let failed = 0;
  for (const [name, args] of steps) {
    const code = await run(args);
    console.log(`${name}: ${code === 0 ? 'ok' : 'FAILED'}`);
    if (code !== 0) failed += 1;
  }
  return { passed: steps.length - failed, failed, skipped: 0 };
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
  const parts = [...(noSkip ? [check] : []), image, unitTests, journeys, () => leftNothing(before)];
  for (const part of parts) {
    try {
      tallies.push(await part());
    } catch (error) {
      complain(error);
      tallies.push({ passed: 0, failed: 1, skipped: 0 });
    }
  }
  const { passed, failed, skipped } = sum(tallies);
  if (noSkip && skipped > 0) console.log('\nROCKPOOL_NO_SKIP=1: a skipped test is a failure.');
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed > 0 || (noSkip && skipped > 0) ? 1 : 0;
}

process.exitCode = await test();
