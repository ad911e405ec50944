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
