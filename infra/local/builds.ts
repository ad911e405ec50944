import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './failure.ts';
import { inputHash } from './input-hash.ts';
import { readPidFile, writePidFile, type Holder } from './pid-file.ts';
import { underLock, type Waiting } from './process-lock.ts';

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

const sharedInputs = ['package-lock.json', 'tsconfig.json'];

const builds: Build[] = [
  {
    name: 'gateway',
    cwd: 'runtime-image',
    args: ['build.ts'],
    inputs: [...sharedInputs, 'runtime-image'],
    output: 'runtime-image/dist/gateway.cjs',
  },
  {
    name: 'portal',
    cwd: 'apps/portal',
    args: ['../../node_modules/next/dist/bin/next', 'build'],
    inputs: [...sharedInputs, 'apps/portal', 'prisma', 'runtime-image/src'],
    output: 'apps/portal/.next/BUILD_ID',
  },
];

/** Where the notes of a build are: the hash of what it was made from, and who is at it. */
function notesOf(root: string, name: string) {
  const note = (suffix: string) => path.join(root, 'node_modules/.cache/rockpool', `${name}.${suffix}`);
  return { stamp: note('built-from'), lock: note('lock'), program: note('build-pid') };
}

/** The hash that a build would be made from now, undefined when what is there was made from it. */
function dueFor(root: string, { name, inputs, output }: Build): string | undefined {
  const { stamp } = notesOf(root, name);
  const hash = inputHash(root, inputs);
  const known = fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === hash;
  return known && fs.existsSync(path.join(root, output)) ? undefined : hash;
}

/**
 * Builds what is due of `names`, one after the other: nothing when no input changed since the last build that succeeded. Of
 * several processes that find the same build due one makes it and the others wait for it.
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
    if (dueFor(root, build) === undefined) continue;
    const { stamp, lock, program } = notesOf(root, build.name);
    const onWait = ({ pid }: Holder) => say(`waiting for process ${pid}, which builds the ${build.name} …`);
    await underLock(lock, { onWait, signal }, async () => {
      await endOf(program, { onWait, signal });
      const hash = dueFor(root, build);
      if (hash === undefined) return;
      say(`building the ${build.name} …`);
      const started = performance.now();
      fs.rmSync(stamp, { force: true });
      await runBuild(root, logDir, build, signal);
      fs.writeFileSync(stamp, hash);
      say(`built the ${build.name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    });
  }
}

/** A build goes on when the process that began it is killed, and two at once would spoil each other. */
async function endOf(program: string, { onWait, signal }: Waiting): Promise<void> {
  for (let told = false; ; told = true) {
    const running = readPidFile(program);
    if (!running) return;
    if (!told) onWait(running);
    await delay(100, undefined, { ...(signal && { signal }) });
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
    const { program } = notesOf(root, name);
    child.on('spawn', () => writePidFile(program, child.pid!));
    child.on('error', reject);
    child.on('close', (code) => {
      fs.rmSync(program, { force: true });
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
