import { spawn } from 'node:child_process';
import type { Tool, ToolResult } from '../agent/tool.ts';
import { numberArgument, textArgument } from './arguments.ts';

const outputCharsMax = 30_000;
const killGraceMs = 1_000;
/** The gateway's own environment may hold secrets: a program gets only what it needs to run. */
const passedOn = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TERM', 'USER', 'TMPDIR'];

/** @param environment of the gateway; only harmless names of it reach the program */
export function execTool(
  timeoutMsMax: number,
  environment: Readonly<Record<string, string | undefined>>,
): Tool {
  return {
    name: 'exec',
    description: 'Run a shell command in the workspace; gives its output and exit code.',
    parameters: {
      type: 'object',
      properties: { command: { type: 'string' }, timeoutSeconds: { type: 'number' } },
      required: ['command'],
    },
    async run(input, { workspace, signal }) {
      const command = textArgument(input, 'command');
      const timeoutMs =
        numberArgument(input, 'timeoutSeconds', timeoutMsMax / 1_000, 1, timeoutMsMax / 1_000) * 1_000;
      const env: Record<string, string> = { HOME: workspace };
      for (const name of passedOn) if (environment[name] !== undefined) env[name] = environment[name];
      return runShell(command, workspace, env, Math.min(timeoutMs, timeoutMsMax), signal);
    },
  };
}

function runShell(
  command: string,
  cwd: string,
  env: Record<string, string>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ToolResult> {
  return new Promise((resolve) => {
    // a group of its own, so that everything it started ends with it
    const child = spawn('/bin/sh', ['-c', command], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = new CappedOutput();
    let ended = '';
    const killGroup = (how: NodeJS.Signals): void => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, how);
      } catch {
        // the group is gone already
      }
    };
    const end = (why: string): void => {
      if (ended !== '') return;
      ended = why;
      killGroup('SIGTERM');
      setTimeout(() => killGroup('SIGKILL'), killGraceMs).unref();
    };
    const abort = (): void => end('stopped');
    const timer = setTimeout(() => end(`timed out after ${timeoutMs / 1_000} s`), timeoutMs);
    signal.addEventListener('abort', abort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => output.add(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.add(chunk));
    const finish = (result: ToolResult): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    child.once('error', (error) =>
      finish({ output: `The shell could not be started: ${error.message}`, ok: false }),
    );
    child.once('exit', (code, killedBy) => {
      // what it left in the background would hold the pipes open and outlive the turn
      killGroup('SIGKILL');
      child.once('close', () => {
        const how = ended !== '' ? `[${ended}]` : code === 0 ? '' : `[exit code ${code ?? killedBy}]`;
        const text = [output.text(), how].filter(Boolean).join('\n');
        finish({ output: text === '' ? '(no output)' : text, ok: ended === '' && code === 0 });
      });
    });
    if (signal.aborted) abort();
  });
}

/** Keeps the beginning and the end of what a program writes, whatever it writes. */
class CappedOutput {
  #head = '';
  #tail = '';
  #dropped = 0;
  readonly #decoder = new TextDecoder();

  add(chunk: Buffer): void {
    let text = this.#decoder.decode(chunk, { stream: true });
    const half = outputCharsMax / 2;
    if (this.#head.length < half) {
      const room = half - this.#head.length;
      this.#head += text.slice(0, room);
      text = text.slice(room);
    }
    this.#tail += text;
    if (this.#tail.length > outputCharsMax) {
      this.#dropped += this.#tail.length - half;
      this.#tail = this.#tail.slice(-half);
    }
  }

  text(): string {
    const over = Math.max(this.#tail.length - outputCharsMax / 2, 0);
    const dropped = this.#dropped + over;
    const tail = this.#tail.slice(over);
    return (this.#head + (dropped > 0 ? `\n[… ${dropped} characters left out …]\n` : '') + tail).trimEnd();
  }
}
