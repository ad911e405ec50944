import { appNow } from '@rockpool/db/clock';
import type { Db } from '@rockpool/db/client';
import { demoPolicy } from '@rockpool/db/domain/policy';

/** The nth member's user id. */
export const userId = (n: number | string) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A campaign without a limit, and so many members with numbered ids who allow the check. Returns the campaign's id. */
export async function addCampaignWithMembers(db: Db, members: number): Promise<string> {
  const campaign = await db.campaign.create({
    data: {
      slug: 'bench',
      name: { zh: '活动', en: 'Campaign' },
      policy: demoPolicy(await appNow(db)),
      stock: null,
    },
  });
  await db.pool.query(
    `with numbers as (
       select n, '+86139' || lpad(n::text, 8, '0') as phone,
         ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid as id
       from generate_series(0, $1::int - 1) n
     ), member as (
       insert into memberships (phone, tier, source) select phone, 'pro', 'bench' from numbers
     )
     insert into users (id, phone, consent_at) select id, phone, now() from numbers`,
    [members],
  );
  await db.pool.query('vacuum analyze');
  return campaign.id;
}
