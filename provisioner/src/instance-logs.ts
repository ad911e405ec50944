/** Answers operators who want to see an instance's last lines, into the row that asked. */
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import { logsLastMinutes } from '@rockpool/db/operations/instance-logs';
import type { Driver } from './drivers/driver.ts';
import { load, type LoadOptions } from './reconcile/load.ts';

const linesMax = 200;
const lineCharsMax = 1_000;
const charsMax = 64 * 1024;

export interface LogsDeps {
  db: Db;
  driver: Driver;
  host: string;
  loading: Omit<LoadOptions, 'exec'>;
  log: Logger;
}

/** A driver that does not answer is an answer too: its sentence is shown. elsewhere: another host is to answer. */
export async function answerLogs(
  { db, driver, host, loading, log }: LogsDeps,
  id: string,
): Promise<'done' | 'elsewhere'> {
  await forgetLogs(db);
  const loaded = await load({ ...loading, exec: driver.walls }, id);
  if (!loaded) return 'done';
  if (loaded.row.host !== null && loaded.row.host !== host) return 'elsewhere';
  const read = await driver.logs(id, { tail: linesMax }).then(
    (lines) => ({ lines: presentable(lines, loaded.secrets), problem: '' }),
    (error: Error) => ({ lines: [], problem: presentable([error.message], loaded.secrets)[0] ?? '' }),
  );
  if (read.problem) log.warn({ instanceId: id, problem: read.problem }, 'the last lines could not be read');
  await db.pool.query(
    `update instance_logs set lines = $2::text[], problem = $3, answered_at = now() where instance_id = $1`,
    [id, read.lines, read.problem],
  );
  return 'done';
}

/** Removes answers that nobody looks at any more. */
export async function forgetLogs(db: Db): Promise<void> {
  await db.pool.query(`delete from instance_logs where wanted_at < now() - make_interval(mins => $1)`, [
    logsLastMinutes,
  ]);
}

// a key that was replaced since is not among the known secrets any more, but has their look
const looksSecret = /\b(sk-|Bearer\s+|ey[JK])[\w.~+/=-]{12,}/g;
// colours of terminals, and what a database cannot store
const controls = /\u001b\[[\d;]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** The last lines that fit, without secrets and without what could not be shown. */
export function presentable(lines: readonly string[], secrets: readonly string[]): string[] {
  const known = secrets.filter((secret) => secret.length >= 4);
  const shown: string[] = [];
  let chars = 0;
  for (const line of lines.slice(-linesMax).toReversed()) {
    // first of all, so that no cut leaves a half of one
    const safe = known
      .reduce((text, secret) => text.replaceAll(secret, '[redacted]'), line.replace(controls, ''))
      .replace(looksSecret, '[redacted]');
    const cut = safe.length > lineCharsMax ? `${safe.slice(0, lineCharsMax)}…` : safe;
    chars += cut.length;
    if (chars > charsMax) break;
    shown.push(cut.toWellFormed());
  }
  return shown.reverse();
}
