import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Failure } from '../local/failure.ts';

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** each line of both outputs as it comes */
  onLine?: (line: string) => void;
  signal?: AbortSignal | undefined;
  /** becomes its standard input */
  input?: Readable;
  env?: Record<string, string>;
}

/**
 * Runs a program without a shell and waits for its end; a code other than 0 is an answer.
 * @throws Failure when there is no such program; AbortError when `signal` ended it
 */
export function runProgram(program: string, args: string[], options: RunOptions = {}): Promise<Ended> {
  const { onLine, signal, input, env } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C', ...env },
      ...(signal && { signal }),
    });
    const outputs = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      let rest = '';
      child[name]!.setEncoding('utf8').on('data', (text: string) => {
        outputs[name] += text;
        const lines = (rest + text).split('\n');
        rest = lines.pop()!;
        for (const line of lines) onLine?.(line);
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new Failure(`The program ${program} is missing: install it.`) : error),
    );
    child.on('close', (code) => resolve({ code: code ?? 1, ...outputs }));
    // a program that ends early says why on its other outputs
    if (input) pipeline(input, child.stdin!).catch(() => {});
  });
}

/** Last lines of what a program said, for a person who has to mend it. */
export function lastLines({ stdout, stderr }: Ended, count = 30): string {
  return `${stdout}\n${stderr}`.trim().split('\n').slice(-count).join('\n');
}

/**
 * The id of an image on the engine, undefined when there is no such image.
 * @throws Failure when no engine answers or the program `docker` is missing
 */
export async function imageId(name: string, signal?: AbortSignal): Promise<string | undefined> {
  const ended = await runProgram('docker', ['image', 'inspect', '--format', '{{.Id}}', name], { signal });
  if (ended.code === 0) return ended.stdout.trim();
  if (/no such image/i.test(ended.stderr)) return undefined;
  throw new Failure(
    `Docker cannot be asked for the image ${name}: ${ended.stderr.trim().split('\n').at(-1)} Start the engine (systemctl start docker), or name it by DOCKER_HOST.`,
  );
}
