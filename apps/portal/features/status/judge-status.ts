/** What the status page says, from what was seen. Pure. */

export type StatusFacts = {
  /** null: the database did not answer, so nothing else is known */
  seen: {
    /** since the provisioner's last report; null when there is none */
    provisionerSilentMs: number | null;
    /** computers of the last 15 minutes that became ready, failed for the platform's reasons, or are still on their way after a minute */
    starts: { ready: number; failed: number; slow: number };
    /** bots of running computers: connected, or kept from it by the chat platform or the way to it */
    bots: { connected: number; away: number };
  } | null;
};

/**
 * quiet: nothing happened that could tell · slow, troubled: some of it · away: all of it · unknown: not to be seen just now
 */
export type Parts = {
  portal: 'well';
  database: 'well' | 'away';
  provisioner: 'well' | 'away' | 'unknown';
  starts: 'well' | 'quiet' | 'slow' | 'troubled' | 'unknown';
  bots: 'well' | 'quiet' | 'troubled' | 'unknown';
};
export type PartState = Parts[keyof Parts];
export type Status = { overall: 'well' | 'troubled'; parts: Parts };

/** it reports every ten seconds */
export const silentAfterMs = 30_000;
/** a share of one in five is the platform's trouble rather than one computer's */
const troubleShare = 0.2;
/** bots drop and come back one by one all the time */
const botShare = 0.3;

export function judgeStatus({ seen }: StatusFacts): Status {
  const states: Parts = {
    portal: 'well',
    database: seen ? 'well' : 'away',
    provisioner: seen ? judgeProvisioner(seen.provisionerSilentMs) : 'unknown',
    starts: seen ? judgeStarts(seen.starts) : 'unknown',
    bots: seen ? judgeBots(seen.bots) : 'unknown',
  };
  const calm = Object.values(states).every((state) => state === 'well' || state === 'quiet');
  return { overall: calm ? 'well' : 'troubled', parts: states };
}

const judgeProvisioner = (silentMs: number | null): Parts['provisioner'] =>
  silentMs === null || silentMs > silentAfterMs ? 'away' : 'well';

function judgeStarts({
  ready,
  failed,
  slow,
}: {
  ready: number;
  failed: number;
  slow: number;
}): Parts['starts'] {
  const all = ready + failed + slow;
  if (all === 0) return 'quiet';
  if (failed >= troubleShare * all && failed > 0) return 'troubled';
  return slow + failed >= troubleShare * all && slow > 0 ? 'slow' : 'well';
}

function judgeBots({ connected, away }: { connected: number; away: number }): Parts['bots'] {
  if (connected + away === 0) return 'quiet';
  return away >= botShare * (connected + away) && away > 0 ? 'troubled' : 'well';
}
