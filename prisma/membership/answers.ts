import type { Db } from '../client.ts';
import { isTier, type Tier } from '../domain/plan.ts';
import { run, type Statement } from '../ledger/connection.ts';

/** What the operator's API said about a number; `tier` null = no plan. */
export interface KeptAnswer {
  phone: string;
  tier: Tier | null;
  validUntil: Date | null;
  /** by the service's clock */
  checkedAt: Date;
}

const answerOf: Statement = {
  name: 'membership-answer',
  text: `select tier, valid_until, checked_at from membership_answers where phone = $1`,
};

export async function readAnswer(db: Db, phone: string): Promise<KeptAnswer | null> {
  type Row = { tier: string | null; valid_until: Date | null; checked_at: Date };
  const [row] = await run<Row>(db.pool, answerOf, [phone]);
  if (!row) return null;
  const tier = row.tier !== null && isTier(row.tier) ? row.tier : null;
  return { phone, tier, validUntil: row.valid_until, checkedAt: row.checked_at };
}

const keepAnswer: Statement = {
  name: 'membership-keep-answer',
  text: `
    insert into membership_answers (phone, tier, valid_until, checked_at) values ($1, $2, $3, $4)
    on conflict (phone) do update set
      tier = excluded.tier, valid_until = excluded.valid_until, checked_at = excluded.checked_at`,
};

/** The newest answer replaces the one before. */
export async function writeAnswer(db: Db, { phone, tier, validUntil, checkedAt }: KeptAnswer): Promise<void> {
  await run(db.pool, keepAnswer, [phone, tier, validUntil, checkedAt]);
}
