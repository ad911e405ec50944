import { endOfRetention, endOfUse, Policy } from '@rockpool/db/domain/policy';

export type PolicyEnds = { zone: string; endOfUse: Date; endOfRetention: Date };

const known = new Map<string, PolicyEnds>();
const knownMax = 1_000;

/**
 * The ends of a campaign from its policy's JSON. Remembered, since finding an end of day in a time zone costs more than all the
 * rest of a look, and there are few campaigns. Throws when it is no policy.
 */
export function policyEnds(json: string): PolicyEnds {
  const before = known.get(json);
  if (before) return before;
  const policy = Policy.parse(JSON.parse(json));
  const ends = { zone: policy.zone, endOfUse: endOfUse(policy), endOfRetention: endOfRetention(policy) };
  if (known.size >= knownMax) known.clear();
  known.set(json, ends);
  return ends;
}
