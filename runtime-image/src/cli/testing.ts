/** `rockpool-gateway` as somebody types it, in the test's process. */
import path from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { runProgram } from '../program.ts';

export type Typed = { code: number; out: string; err: string };

type Shell = {
  environment?: Readonly<Record<string, string>>;
  input?: Readable;
  /** what was printed until now */
  onOut?: (out: string) => void;
};

/** @param dir state directory */
export async function type(dir: string, argv: readonly string[], shell: Shell = {}): Promise<Typed> {
  const written = { out: '', err: '' };
  const code = await runProgram({
    argv: [...argv],
    environment: { OPENCLAW_STATE_DIR: dir, ...shell.environment },
    home: '/nowhere',
    packageDir: path.join(import.meta.dirname, '../..'),
    input: shell.input ?? new PassThrough(),
    out(text) {
      written.out += text;
      shell.onOut?.(written.out);
    },
    err: (text) => void (written.err += text),
    onSignal: () => {},
    now: () => Date.now(),
  });
  return { code, ...written };
}
