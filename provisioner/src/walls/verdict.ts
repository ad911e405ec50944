/** When to try the walls again, and what is believed about them meanwhile. Pure; instants in ms since the epoch. */
import type { WallsReport } from '@rockpool/db/platform-reports';
import type { FirewallState } from './firewall.ts';
import type { ProbeResult } from './probe.ts';

export type Known = {
  closed: boolean;
  /** the last probe that saw something; null before */
  seen: { at: number; rows: WallsReport['rows'] } | null;
  /** the last probe of any outcome; `unseen` is why it saw nothing */
  tried: { at: number; unseen: string | null } | null;
};

export const nothingKnown: Known = { closed: false, seen: null, tried: null };

/** What an earlier provisioner knew, so that a restart changes nothing for anybody while the rules stand. */
export function recall(report: WallsReport | undefined, now: number): Known {
  const at = Date.parse(report?.probedAt ?? '');
  if (!report || !(at <= now)) return nothingKnown;
  const { closed, rows } = report;
  return { closed, seen: { at, rows }, tried: { at, unseen: null } };
}

const minute = 60_000;
const usualMs = 60 * minute;
/** Nobody but a probe notices when rules fall that this process may not look at. */
const unwatchedMs = 10 * minute;
/** Somebody may be mending it. */
const holeMs = 2 * minute;
const unseenMs = minute / 2;
/** How long a verdict outlives the time of its renewal, while a busy or absent engine lets no probe end. */
const trustMs = 10 * minute;

export function probeIsDue(known: Known, firewall: FirewallState, now: number): boolean {
  if (!known.tried) return true;
  if (firewall.state === 'standing' && firewall.putBack.length > 0) return true;
  return now - known.tried.at >= pauseAfter(known, known.tried, firewall);
}

function pauseAfter({ closed }: Known, tried: { unseen: string | null }, firewall: FirewallState): number {
  if (tried.unseen !== null) return unseenMs;
  if (!closed) return holeMs;
  return firewall.state === 'standing' ? usualMs : unwatchedMs;
}

export function learn(known: Known, result: ProbeResult, now: number): Known {
  if (result.state === 'seen')
    return {
      closed: result.closed,
      seen: { at: now, rows: result.rows },
      tried: { at: now, unseen: null },
    };
  const trusted = known.seen !== null && now - known.seen.at < usualMs + trustMs;
  return { ...known, closed: known.closed && trusted, tried: { at: now, unseen: result.reason } };
}

export function reportOf(known: Known, firewall: FirewallState): WallsReport {
  return {
    closed: known.closed,
    because: because(known, firewall),
    firewall: { state: firewall.state, detail: detailOf(firewall) },
    probedAt: known.seen && new Date(known.seen.at).toISOString(),
    rows: known.seen?.rows ?? [],
  };
}

function because({ closed, seen, tried }: Known, firewall: FirewallState): string {
  if (!closed && tried?.unseen) return sentence(`the walls could not be tried: ${tried.unseen}`);
  if (!seen) return 'The walls have not been tried yet.';
  if (closed) return 'Everything that must be closed was seen closed.';
  const wrong = seen.rows.filter((row) => row.wanted === 'closed' && row.seen !== 'closed');
  const where = wrong.map((row) => `${row.target} (${row.seen})`).join('; ');
  const remedy = firewall.state === 'not_permitted' ? ` ${remedyForRoot}` : '';
  return `${sentence(`not closed: ${where}`)}${remedy}`;
}

const remedyForRoot = 'An operator can put the rules up as root: npm run walls -- up.';

function detailOf(firewall: FirewallState): string {
  switch (firewall.state) {
    case 'standing':
      return firewall.putBack.length > 0 ? `put back: ${firewall.putBack.join(', ')}` : '';
    case 'missing':
      return `missing: ${firewall.missing.join(', ')}`;
    default:
      return firewall.reason;
  }
}

const sentence = (text: string) => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;
