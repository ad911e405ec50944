/** Turns that have ended, and what was used by day and model. */
import type { TokenUsage } from '../agent/messages.ts';
import type { Database } from './database.ts';

export type EndedTurn = {
  id: string;
  session: string;
  inboxSeq: number;
  state: 'done' | 'failed' | 'stopped';
  startedAt: number;
  model: string | null;
  /** kind of the failure */
  error: string | null;
  usage: TokenUsage;
};

export function createTurns({ sqlite }: Database, now: () => number) {
  const addTurn = sqlite.prepare(`INSERT OR REPLACE INTO turns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const addUsage = sqlite.prepare(
    `INSERT INTO usage VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT (day, model) DO UPDATE SET requests = requests + 1,
     input_tokens = input_tokens + excluded.input_tokens, output_tokens = output_tokens + excluded.output_tokens,
     cached_tokens = cached_tokens + excluded.cached_tokens`,
  );
  return {
    /** A turn that has ended; one under way is known by its entry in the inbox. */
    addTurn(turn: EndedTurn): void {
      const { id, session, inboxSeq, state, startedAt, model, error, usage } = turn;
      const used = [usage.input, usage.output, usage.cached] as const;
      addTurn.run(id, session, inboxSeq, state, startedAt, now(), model, error, ...used);
    },
    /** @param day `YYYY-MM-DD` in the user's time zone */
    addUsage(day: string, model: string, usage: TokenUsage): void {
      addUsage.run(day, model, usage.input, usage.output, usage.cached);
    },
  };
}
