import { spawn } from 'node:child_process';
import path from 'node:path';
import { buildWhatChanged } from './builds.ts';
import { complain } from './report.ts';
import { root } from './stack.ts';

/** `npm run bench [-- names …]`: builds what changed, then measures against e2e/bench/budgets.json. */
async function bench(): Promise<number> {
  await buildWhatChanged(root, path.join(root, 'test-results/logs'), (line) => console.log(line));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, 'e2e/bench/main.ts'), ...process.argv.slice(2)], {
      cwd: root,
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

process.exit(await bench().catch(complain));
