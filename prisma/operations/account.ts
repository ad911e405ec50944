/** What users do with their own account as a whole. Each is in the audit log, by the account's id and not by its number. */
import { writeAudit, type Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { parsePhone } from '../domain/phone.ts';
import {
  accountFacts,
  forgetAnswer,
  forgetCodes,
  forgetPerson,
  leaveWaitingLists,
  linkFormer,
  lockAccount,
  lockEntries,
  lockLines,
  removeComputer,
  replaceNumber,
} from '../ledger/account-statements.ts';
import { inTransaction, run } from '../ledger/connection.ts';
import { offerPlacesIn } from '../ledger/waiting-list.ts';
import { keyedHash, type KeyRing } from '../secrets.ts';

export type DeleteResult =
  /** `again`: an earlier request had done it */
  | { kind: 'deleted'; again: boolean }
  | { kind: 'not_found' }
  /** what was typed is not the account's number */
  | { kind: 'phone_differs' }
  /** a subscription would go on being paid */
  | { kind: 'subscription_active' };

export interface OwnRequest {
  userId: string;
  /** of the request */
  address: string;
}

const actorOf = ({ userId, address }: OwnRequest): Actor => ({
  kind: 'user',
  id: userId,
  name: `user ${userId}`,
  role: null,
  address,
});

/** Stands for a number: whoever has the database but not the keys cannot tell which. */
const markOf = (ring: KeyRing, phone: string) => `deleted:${keyedHash(ring, 'deleted-phone', phone)}`;

/**
 * Deletes an account at once and for good: sessions end, the number is replaced by a mark, the computer is removed with its
 * data. Ledgers, purchases and consents stay without the number, as bookkeeping needs them. The number may sign up again,
 * but not claim again what it claimed. The caller has made sure that the phone is in its owner's hand.
 */
export function deleteAccount(
  db: Db,
  ring: KeyRing,
  request: OwnRequest & { typedPhone: string },
): Promise<DeleteResult> {
  const { userId, typedPhone } = request;
  return inTransaction(db, async (connection): Promise<DeleteResult> => {
    type Row = { phone: string; deletedAt: Date | null; instanceId: string | null; subscribed: boolean };
    await run(connection, lockAccount, [userId]);
    const [account] = await run<Row>(connection, accountFacts, [userId]);
    if (!account) return { kind: 'not_found' };
    if (account.deletedAt) return { kind: 'deleted', again: true };
    const typed = parsePhone(typedPhone);
    if (typed.kind !== 'phone' || typed.e164 !== account.phone) return { kind: 'phone_differs' };
    if (account.subscribed) return { kind: 'subscription_active' };
    const { phone } = account;
    const mark = markOf(ring, phone);
    for (const statement of replaceNumber) await run(connection, statement, [userId, phone, mark]);
    await run(connection, forgetAnswer, [phone]);
    await run(connection, forgetCodes, [phone, mark]);
    for (const statement of forgetPerson) await run(connection, statement, [userId]);
    type Line = { campaignId: string };
    const lines = await run<Line>(connection, lockEntries, [userId]);
    await run(connection, lockLines, [lines.map(({ campaignId }) => campaignId)]);
    const left = await run<Line>(connection, leaveWaitingLists, [userId]);
    for (const { campaignId } of left) await offerPlacesIn(connection, campaignId);
    if (account.instanceId)
      for (const statement of removeComputer) await run(connection, statement, [account.instanceId]);
    await writeAudit(connection, actorOf(request), {
      action: 'account.delete',
      subject: { kind: 'user', id: userId },
      after: { deleted: true, instance: account.instanceId },
    });
    return { kind: 'deleted', again: false };
  });
}

/** Notes that a user took along what is stored. */
export const noteExport = (db: Db, request: OwnRequest): Promise<void> =>
  inTransaction(db, (connection) =>
    writeAudit(connection, actorOf(request), {
      action: 'account.export',
      subject: { kind: 'user', id: request.userId },
    }),
  );

/** At every sign-in: a number whose account was deleted does not claim again what it had claimed. */
export async function linkFormerAccount(db: Db, ring: KeyRing, userId: string): Promise<void> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { phone: true, formerMark: true } });
  if (user && !user.formerMark) await run(db.pool, linkFormer, [userId, markOf(ring, user.phone)]);
}
