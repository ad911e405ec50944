/** Lint, types and format as tests: a checkout that fails them is not good either. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Tally } from './tally.ts';

const steps: [name: string, program: string, args: string[]][] = [
  ['lint', 'eslint/bin/eslint.js', ['.']],
  ['types', 'typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']],
  ['types of the portal', 'typescript/bin/tsc', ['--noEmit', '-p', 'apps/portal/tsconfig.json']],
  ['format', 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']],
];

/** Two at a time; each one's output is told in one piece when it has ended. */
export async function checkSteps(root: string, say: (text: string) => void): Promise<Tally> {
  const waiting = [...steps];
  let failed = 0;
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const [name, program, args] = step;
      const { code, output } = await runQuietly(root, [path.join(root, 'node_modules', program), ...args]);
      say(`${output}${name}: ${code === 0 ? 'ok' : 'FAILED'}`);
      if (code !== 0) failed += 1;
    }
  };
  await Promise.all([lane(), lane()]);
  return { passed: steps.length - failed, failed, skipped: 0 };
}

function runQuietly(cwd: string, args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString('utf8')));
    child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString('utf8')));
    child.on('error', reject);
    // a signal counts as 1
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
