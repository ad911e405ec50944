import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { closeDb, createDb } from '../client.ts';
import { isZone } from '../domain/calendar.ts';
import { connectionProblem } from '../migrate-problem.ts';
import { FileError, parseMembershipFile, type ParsedFile } from './import.ts';
import { importMemberships } from './write-imported.ts';

const usage = `Usage: npm run membership -- import <file.csv> [--zone Asia/Shanghai]
The file has the columns phone,tier,valid_until: one row for each plan holder.`;
const errorsShownMax = 50;

/** 0: all rows are in. 1: some rows are wrong, the others are in. 2: nothing was imported. */
export type ExitCode = 0 | 1 | 2;

export interface Environment {
  databaseUrl: string | undefined;
  print: (line: string) => void;
}

/** What `npm run membership -- import <file>` does; `args` are the words after `--`. */
export async function main(args: string[], { databaseUrl, print }: Environment): Promise<ExitCode> {
  const request = readArguments(args);
  if (!request) {
    print(usage);
    return 2;
  }
  if (!databaseUrl) {
    print('DATABASE_URL is not set.');
    return 2;
  }
  let file: ParsedFile;
  try {
    file = parseMembershipFile(readFileSync(request.path, 'utf8'), request.zone);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!(error instanceof FileError) && !code) throw error;
    print(code ? `${request.path} cannot be read: ${message}` : message);
    return 2;
  }
  printErrors(file, print);
  const db = createDb(databaseUrl, { max: 1 });
  try {
    await db.pool.query('select 1').catch((error: unknown) => {
      throw connectionProblem(databaseUrl, error);
    });
    const { added, changed, unchanged } = await importMemberships(db, file.rows);
    print(
      `${file.rows.length} imported (${added} new, ${changed} changed, ${unchanged} as before), ${file.errors.length} refused.`,
    );
  } catch (error) {
    print((error as Error).message);
    return 2;
  } finally {
    await closeDb(db);
  }
  return file.errors.length > 0 ? 1 : 0;
}

function readArguments(args: string[]): { path: string; zone: string } | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { zone: { type: 'string', default: 'Asia/Shanghai' } },
    });
    const [verb, path, ...rest] = positionals;
    if (verb !== 'import' || !path || rest.length > 0 || !isZone(values.zone)) return null;
    return { path, zone: values.zone };
  } catch {
    return null;
  }
}

function printErrors({ errors }: ParsedFile, print: (line: string) => void): void {
  for (const { line, message } of errors.slice(0, errorsShownMax)) print(`line ${line}: ${message}`);
  if (errors.length > errorsShownMax) print(`… and ${errors.length - errorsShownMax} more`);
}
