/**
 * `npm run images`: the images of compose.yaml for a machine whose image builds reach no package registry. What needs packages is
 * built here, with those of this checkout, and travels into the build as `dist`.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ensureBase } from '../image/base.ts';
import { complain } from '../local/report.ts';

const root = path.resolve(import.meta.dirname, '../..');

function run(program: string, args: string[]): void {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args[0]} ended with ${status}`);
}

try {
  const base = await ensureBase(root, {
    wanted: process.env.BASE_IMAGE || undefined,
    fresh: false,
    say: (line) => console.log(line),
  });
  run(process.execPath, ['infra/images/assemble.ts']);
  for (const target of ['portal', 'provisioner', 'gateway-image'])
    run('docker', [
      'build',
      '--file=infra/images/Dockerfile',
      `--target=${target}`,
      `--tag=rockpool/${target}:local`,
      `--build-arg=BASE_IMAGE=${base}`,
      `--build-arg=IPTABLES=${process.env.IPTABLES || 'nft'}`,
      '.',
    ]);
  console.log(`\nWith BASE_IMAGE=${base} in infra/.env: docker compose up -d --no-build`);
} catch (error) {
  complain(error);
  process.exitCode = 1;
} finally {
  // an older build must not pass for the checkout of another day
  fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
}
