import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './failure.ts';
import { readPidFile, writePidFile } from './pid-file.ts';
import { hasEnded } from './processes.ts';

export interface ServiceSpec {
  name: string;
  /** arguments of Node */
  args: string[];
  cwd: string;
  /** its whole environment */
  env: Record<string, string>;
  /** answers 2xx when the service can be used */
  healthUrl: string;
  readyTimeoutMs: number;
  /** time to drain after SIGTERM; then it is killed */
  stopTimeoutMs: number;
}

export interface ServiceFolders {
  logs: string;
  run: string;
}

/** One program that is kept running: ended unexpectedly, it is started again with growing pauses. */
export interface Service {
  readonly name: string;
  readonly logFile: string;
  /** undefined while it does not run */
  pid(): number | undefined;
  /** Starts it and resolves when it is healthy. @throws Failure with its last lines */
  start(): Promise<void>;
  /** Ends it in order; it stays down. Already down is a success. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would, and leaves it down until `start`. */
  kill(): Promise<void>;
}

const restartPausesMs = [500, 1_000, 2_000, 5_000, 15_000, 30_000];
const steadyAfterMs = 60_000;
const logLimitsDefault = { bytesMax: 10_000_000, lookEveryMs: 30_000 };

export function createService(
  spec: ServiceSpec,
  folders: ServiceFolders,
  say: (line: string) => void,
  logLimits = logLimitsDefault,
): Service {
  const logFile = path.join(folders.logs, `${spec.name}.log`);
  const pidFile = path.join(folders.run, `${spec.name}.pid`);
  let child: ChildProcess | undefined;
  let wanted = false;
  let crashes = 0;
  let pause: AbortController | undefined;

  function launch(): ChildProcess {
    fs.mkdirSync(folders.logs, { recursive: true, mode: 0o700 });
    rotateLog();
    const log = fs.openSync(logFile, 'a', 0o600);
    const look = setInterval(rotateLog, logLimits.lookEveryMs).unref();
    // a group of its own: Ctrl-C in the terminal reaches us alone, and we end the services in the right order
    const started = spawn(process.execPath, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      stdio: ['ignore', log, log],
      detached: true,
    });
    fs.closeSync(log);
    if (started.pid) writePidFile(pidFile, started.pid);
    const startedAt = performance.now();
    started.on('error', () => undefined); // 'exit' does not follow then; the health wait reports it
    started.on('exit', (code, signal) => {
      clearInterval(look);
      if (child !== started) return;
      child = undefined;
      fs.rmSync(pidFile, { force: true });
      if (!wanted) return;
      if (performance.now() - startedAt > steadyAfterMs) crashes = 0;
      void revive(signal ?? `exit code ${code}`);
    });
    return (child = started);
  }

  /** Copies and empties, because the service keeps its log open: strangers' requests must not fill the disk. */
  function rotateLog(): void {
    if ((fs.statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) <= logLimits.bytesMax) return;
    fs.copyFileSync(logFile, `${logFile}.1`);
    fs.truncateSync(logFile);
  }

  async function revive(how: string): Promise<void> {
    const pauseMs = restartPausesMs[Math.min(crashes++, restartPausesMs.length - 1)]!;
    say(
      `the ${spec.name} ended unexpectedly (${how}); starting it again in ${pauseMs / 1000} s. Its log: ${logFile}`,
    );
    pause = new AbortController();
    try {
      await delay(pauseMs, undefined, { signal: pause.signal });
    } catch {
      return;
    }
    if (!wanted || child) return;
    const revived = launch();
    if (await becomesHealthy(revived)) say(`the ${spec.name} runs again`);
  }

  /** False when it ended, was replaced, or did not answer in time. */
  async function becomesHealthy(process: ChildProcess): Promise<boolean> {
    const deadline = performance.now() + spec.readyTimeoutMs;
    while (performance.now() < deadline && child === process && process.exitCode === null && process.pid) {
      try {
        const response = await fetch(spec.healthUrl, {
          signal: AbortSignal.timeout(2_000),
          redirect: 'manual',
        });
        await response.body?.cancel();
        if (response.ok) return true;
      } catch {
        // not listening yet
      }
      await delay(50);
    }
    return false;
  }

  function lastLines(from: number): string {
    const log = fs.readFileSync(logFile);
    const text = log
      .subarray(from <= log.length ? from : 0)
      .toString('utf8')
      .trimEnd();
    return text.split('\n').slice(-20).join('\n');
  }

  async function end(signal: NodeJS.Signals, timeoutMs: number): Promise<void> {
    wanted = false;
    pause?.abort();
    const pid = child?.pid;
    if (!pid) return;
    signalGroup(pid, signal);
    if (!(await hasEnded(pid, timeoutMs))) {
      say(`the ${spec.name} did not end within ${timeoutMs / 1000} s and is killed`);
      signalGroup(pid, 'SIGKILL');
      await hasEnded(pid, 5_000);
    }
    child = undefined; // its 'exit' may come later than this
    fs.rmSync(pidFile, { force: true });
  }

  return {
    name: spec.name,
    logFile,
    pid: () => child?.pid,
    async start() {
      if (child) return;
      pause?.abort();
      const logStart = fs.statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
      const launched = launch();
      // one that does not even start is reported below, not started again
      if ((await becomesHealthy(launched)) && child === launched) {
        wanted = true;
        crashes = 0;
        return;
      }
      const ended = launched.exitCode !== null || launched.signalCode !== null;
      await end('SIGKILL', 5_000);
      const what = ended
        ? 'ended while starting'
        : `did not become ready within ${spec.readyTimeoutMs / 1000} s`;
      throw new Failure(
        `${lastLines(logStart)}\n\nThe ${spec.name} ${what}: its last lines are above, all of them in ${logFile}.`,
      );
    },
    stop: () => end('SIGTERM', spec.stopTimeoutMs),
    kill: () => end('SIGKILL', 5_000),
  };
}

/** Ends what a killed starter left of this service; nothing there is a success. */
export async function endStray(
  run: string,
  name: string,
  stopTimeoutMs: number,
  signal: NodeJS.Signals,
): Promise<boolean> {
  const stray = readPidFile(path.join(run, `${name}.pid`));
  if (!stray) return false;
  signalGroup(stray.pid, signal);
  if (!(await hasEnded(stray.pid, stopTimeoutMs))) {
    signalGroup(stray.pid, 'SIGKILL');
    await hasEnded(stray.pid, 5_000);
  }
  return true;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of signal === 'SIGKILL' ? [-pid] : [pid]) {
    try {
      process.kill(target, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
