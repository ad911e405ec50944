import type { Db } from '../client.ts';
import { inTransaction, run, type Statement } from '../ledger/connection.ts';

/**
 * The text by which users allow the membership check: what `claim.check` of the portal's messages says. A change of the text
 * is a new version; `sha256` ties them (of the texts of both languages, see consent-text.test.ts of the portal).
 */
export const consentText = {
  version: '1',
  sha256: '0f47b8a3657d1c853c900f85eceedd20cda8525bd27dc92c1448026e9998d578',
} as const;

const changeConsent: Statement = {
  name: 'consent-change',
  text: `
    with changed as (
      update users set consent_at = case when $2 then app_now() end
      where id = $1 and (consent_at is not null) <> $2 and deleted_at is null
      returning id
    )
    insert into consent_entries (user_id, given, text_version) select id, $2, $3 from changed
    returning id`,
};

/** Allows the membership check. False = it was allowed already, and since when stays as it was. */
export const giveConsent = (db: Db, userId: string) => change(db, userId, true);

/** Forbids it from now on; the plan no longer pays until it is allowed again. False = it was not allowed. */
export const withdrawConsent = (db: Db, userId: string) => change(db, userId, false);

function change(db: Db, userId: string, given: boolean): Promise<boolean> {
  return inTransaction(db, async (connection) => {
    const rows = await run(connection, changeConsent, [userId, given, consentText.version]);
    return rows.length > 0;
  });
}
