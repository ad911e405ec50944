import { connectOnce, createDatabase, dropDatabase, targetOf } from './connection.ts';
import { writeLog } from './log.ts';

/** Prisma's codes for what can be wrong with a connection. */
const errorCodes: Record<string, string> = {
  '28P01': 'P1000',
  '28000': 'P1000',
  '3D000': 'P1003',
  '42P04': 'P1009',
  ECONNREFUSED: 'P1001',
  ENOTFOUND: 'P1001',
  EAI_AGAIN: 'P1001',
  ETIMEDOUT: 'P1002',
};

/** Runs one `cli` command. Returns the exit code; the reason of a failure goes to the log. */
export async function runCommand(command: string, url: string): Promise<number> {
  // the CLI drops the first line
  process.stderr.write('\n');
  try {
    if (command === 'can-connect-to-database')
      await connectOnce(targetOf(url).config, () => Promise.resolve());
    else if (command === 'create-database') await createDatabase(url);
    else if (command === 'drop-database') await dropDatabase(url);
    else throw new Error(`The command ${command} is not known.`);
    return 0;
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    writeLog('ERROR', message || code, { error_code: errorCodes[code] ?? 'P1011' });
    return 1;
  }
}
