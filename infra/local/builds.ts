import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.ts';
import { inputHash } from './input-hash.ts';

export interface Build {
  name: string;
  /** folder to run in, from the root */
  cwd: string;
  args: string[];
  /** files and folders, from the root, whose change asks for a new build */
  inputs: string[];
  /** what the build makes, from the root; without it the build is due */
  output: string;
}

const SHARED = ['package-lock.json', 'tsconfig.json'];

export const builds: Build[] = [
  {
    name: 'gateway',
    cwd: 'runtime-image',
    args: ['build.ts'],
    inputs: [...SHARED, 'runtime-image'],
    output: 'runtime-image/dist/gateway.cjs',
  },
  {
    name: 'portal',
    cwd: 'apps/portal',
    args: ['../../node_modules/next/dist/bin/next', 'build'],
    inputs: [...SHARED, 'apps/portal', 'prisma', 'runtime-image/src'],
    output: 'apps/portal/.next/BUILD_ID',
  },
];

/**
 * Builds what is due of `names`, one after the other: nothing when no input changed since the last build that succeeded.
 * @throws Failure with the last lines of the build's output; the whole of it is in `<logDir>/build-<name>.log`
 */
export async function buildWhatChanged(
  root: string,
  logDir: string,
  say: (line: string) => void = () => {},
  signal?: AbortSignal,
  names = builds.map(({ name }) => name),
): Promise<void> {
  for (const build of builds.filter(({ name }) => names.includes(name))) {
    const stamp = path.join(root, 'node_modules/.cache/rockpool', `${build.name}.built-from`);
    const hash = inputHash(root, build.inputs);
    const known = fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === hash;
    if (known && fs.existsSync(path.join(root, build.output))) continue;
    say(`building the ${build.name} …`);
    const started = performance.now();
    fs.rmSync(stamp, { force: true });
    await runBuild(root, logDir, build, signal);
    fs.mkdirSync(path.dirname(stamp), { recursive: true });
    fs.writeFileSync(stamp, hash);
    say(`built the ${build.name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
}

function runBuild(
  root: string,
  logDir: string,
  { name, cwd, args }: Build,
  signal: AbortSignal | undefined,
): Promise<void> {
  fs.mkdirSync(logDir, { recursive: true });
  const file = path.join(logDir, `build-${name}.log`);
  const log = fs.openSync(file, 'w');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: path.join(root, cwd),
      stdio: ['ignore', log, log],
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      ...(signal && { signal }),
    });
    child.on('error', reject);
    child.on('close', (code) => {
      fs.closeSync(log);
      if (code === 0) return resolve();
      const tail = fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-30).join('\n');
      reject(
        new Failure(
          `${tail}\n\nThe ${name} could not be built: its last lines are above, all of them in ${file}.`,
        ),
      );
    });
  });
}
