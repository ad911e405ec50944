import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { runProgram } from './program.ts';

/** Runs the program on this process. Called by `bin/rockpool-gateway.mjs` and by the bundle. */
export async function run(packageDir: string): Promise<void> {
  const code = await runProgram({
    argv: process.argv.slice(2),
    environment: process.env,
    home: homedir(),
    packageDir: realpathSync(path.resolve(packageDir)),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    // opened by the first use: a program that is not fed leaves its standard input alone
    get input() {
      return process.stdin;
    },
    onSignal(listener) {
      process.once('SIGTERM', listener);
      process.once('SIGINT', listener);
    },
    now: () => Date.now(),
  });
  process.exit(code);
}
