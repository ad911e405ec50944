import { dayIn } from '../local-time.ts';
import type { Database } from './database.ts';

/** What one model used on one day of the user's time zone; `input` includes what was cached. */
export type UsageRow = {
  /** `YYYY-MM-DD` */
  day: string;
  model: string;
  requests: number;
  input: number;
  output: number;
  cached: number;
};

/** @param from @param to first and last day, `YYYY-MM-DD`; newest first */
export function readUsage(database: Database, from: string, to: string): UsageRow[] {
  return database.sqlite
    .prepare(
      `SELECT day, model, requests, input_tokens AS input, output_tokens AS output, cached_tokens AS cached
       FROM usage WHERE day BETWEEN ? AND ? ORDER BY day DESC, model`,
    )
    .all(from, to) as UsageRow[];
}

/** The same of one session. All turns are looked at, which is slow after years: for a command, not for each message. */
export function readSessionUsage(
  database: Database,
  session: string,
  { from, to, timeZone }: { from: string; to: string; timeZone: string },
): UsageRow[] {
  const turns = database.sqlite
    .prepare(
      `SELECT ended_at AS at, model, input_tokens AS input, output_tokens AS output, coalesce(cached_tokens, 0) AS cached
       FROM turns WHERE session = ? AND ended_at >= ? AND model IS NOT NULL AND input_tokens + output_tokens > 0`,
    )
    // a day begins elsewhere up to 14 hours earlier than in UTC
    .all(session, Date.parse(`${from}T00:00Z`) - 86_400_000) as (Omit<UsageRow, 'day' | 'requests'> & {
    at: number;
  })[];
  const sums = new Map<string, UsageRow>();
  for (const { at, model, input, output, cached } of turns) {
    const day = dayIn(timeZone, at).date;
    if (day < from || day > to) continue;
    const sum = sums.get(`${day} ${model}`) ?? { day, model, requests: 0, input: 0, output: 0, cached: 0 };
    sums.set(`${day} ${model}`, {
      day,
      model,
      requests: sum.requests + 1,
      input: sum.input + input,
      output: sum.output + output,
      cached: sum.cached + cached,
    });
  }
  return [...sums.values()].sort((a, b) => b.day.localeCompare(a.day) || a.model.localeCompare(b.model));
}
