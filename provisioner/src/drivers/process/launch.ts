/**
 * Starts the program of one instance so that it outlives us: its own session, its log file as output, nothing of our
 * environment. A few lines of shell claim the pid file before they become the program. The claim is exclusive, so of two
 * starts, one of them left over from a provisioner that was killed at the wrong moment, only one gets to run.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, type Identity } from './identity.ts';
import type { Volume } from './volume.ts';

/** $1 = pid file, the rest = the program. `set -C` makes `>` fail where the file exists; exec keeps pid and start time. */
const claimThenExec = `
set -efC
ulimit -c 0
pid_file=$1
shift
read -r boot < /proc/sys/kernel/random/boot_id
read -r stat < /proc/$$/stat
start_of() { shift 19; start_ticks=$1; }
start_of \${stat##*) }
echo "$$ $start_ticks $boot" > "$pid_file"
exec "$@"
`;

const claimTimeoutMs = 5_000;

export type Program = { argv: readonly string[]; env: Record<string, string> };

/**
 * Resolves when a process holds the claim or the child has ended (then `observe` tells how). `child` is null when another
 * start was first. Throws when nothing could be started.
 */
export async function launch(volume: Volume, program: Program): Promise<{ child: ChildProcess | null }> {
  const log = await open(volume.logPath, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn('/bin/sh', ['-c', claimThenExec, 'sh', volume.pidPath, ...program.argv], {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: program.env,
      cwd: volume.stateDir,
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  } finally {
    await log.close();
  }
  child.unref();
  for (const deadline = Date.now() + claimTimeoutMs; Date.now() < deadline; await delay(2)) {
    const claim = await volume.readPid();
    if (claim !== null && claim !== 'claiming') return { child: claim.pid === child.pid ? child : null };
    if (child.exitCode !== null || child.signalCode !== null) return { child };
  }
  child.kill('SIGKILL');
  throw new Error(`the process of ${volume.id} did not claim its folder within ${claimTimeoutMs} ms`);
}

/** The living process of this folder, or null. Waits out a claim that is being written; one that stays empty is void. */
export async function livingProcess(volume: Volume): Promise<Identity | null> {
  for (const deadline = Date.now() + 1_000; ; await delay(5)) {
    const claim = await volume.readPid();
    if (claim === null) return null;
    if (claim !== 'claiming') return isAlive(claim) ? claim : null;
    if (Date.now() >= deadline) return null;
  }
}
