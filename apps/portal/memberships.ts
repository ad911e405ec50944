import { membershipSource } from '@rockpool/db/membership/all';
import type { MembershipSource } from '@rockpool/db/membership/source';
import { db } from './db.ts';
import { env } from './env.ts';
import { log } from './log.ts';

// on globalThis because Next loads a module once per bundle, and each would ask the operator's API by itself
const shared = globalThis as typeof globalThis & { rockpoolMembership?: MembershipSource };

/** Who has which plan, from every source there is. */
export function memberships(): MembershipSource {
  return (shared.rockpoolMembership ??= membershipSource(db(), env().membership, {
    onFailure: (why) => log().warn({ why }, 'the membership API did not answer'),
  }));
}
