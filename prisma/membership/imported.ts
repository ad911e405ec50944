import type { Db } from '../client.ts';
import { isTier } from '../domain/plan.ts';
import { run, type Statement } from '../ledger/connection.ts';
import type { MembershipSource } from './source.ts';

export const membershipRow: Statement = {
  name: 'membership-row',
  text: `select tier, valid_until, source, checked_at from memberships where phone = $1`,
};

/** The plans that an operator imported (`npm run membership`). The table is the source, so it is never unavailable. */
export function importedMemberships(db: Db): MembershipSource {
  return {
    async lookup(phone) {
      const [row] = await run<{ tier: string; valid_until: Date | null; source: string; checked_at: Date }>(
        db.pool,
        membershipRow,
        [phone],
      );
      if (!row || !isTier(row.tier)) return { kind: 'unknown', source: 'import' };
      const { tier, valid_until: validUntil, source, checked_at: checkedAt } = row;
      return { kind: 'member', member: { tier, validUntil, source, checkedAt } };
    },
  };
}
