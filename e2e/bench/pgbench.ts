import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** A statement with pgbench's expressions in place of its parameters. */
export const fillIn = (text: string, values: string[]): string =>
  text.replace(/\$(\d)(::int)?/g, (_, index: string) => values[Number(index) - 1]!).replace(/\s+/g, ' ');

/** Runs the script, prepared, for so many clients; transactions a second. `i` begins with -1 in each client. */
export async function pgbench(
  url: string,
  script: readonly string[],
  { clients, seconds, dir }: { clients: number; seconds: number; dir: string },
): Promise<number> {
  const file = path.join(dir, 'pgbench.sql');
  await writeFile(file, script.join('\n'));
  const { stdout } = await promisify(execFile)('pgbench', [
    '--no-vacuum',
    '--protocol=prepared',
    '--define=i=-1',
    `--client=${clients}`,
    '--jobs=2',
    `--time=${seconds}`,
    `--file=${file}`,
    url,
  ]).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? new Error('pgbench is not installed: apt-get install postgresql-contrib')
      : error;
  });
  const tps = /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (!tps) throw new Error(`pgbench said no rate:\n${stdout}`);
  return Number(tps);
}
