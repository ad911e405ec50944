import type { Db } from '../client.ts';
import { writeReport } from '../platform-reports.ts';

const repeatMs = 60_000;

/**
 * Tells operators whether the membership API answers: at once when that changes, else once a minute while it is asked. A
 * report that cannot be written is left out, for the question itself matters more.
 */
export function reportMembershipApi(db: Db): (why: string | null) => void {
  let told: { why: string | null; at: number } | null = null;
  return (why) => {
    const at = performance.now();
    if (told && (told.why === null) === (why === null) && at - told.at < repeatMs) return;
    told = { why, at };
    const report = { answers: why === null, because: why ?? '' };
    writeReport(db, 'membership-api', report).catch(() => {});
  };
}
