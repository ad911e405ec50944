/** When to try the walls again, and what is believed about them meanwhile. Pure; instants in ms since the epoch. */
import type { WallsReport } from '@rockpool/db/platform-reports';
import type { FirewallState } from './firewall.ts';
import type { ProbeResult } from './probe.ts';
import { isLookUp } from './targets.ts';

export type Known = {
  /** the last probe that saw something; null before */
  seen: { at: number; closed: boolean; rows: WallsReport['rows'] } | null;
  /** the last probe of any outcome; `unseen` is why it saw nothing */
  tried: { at: number; unseen: string | null } | null;
  /** when every rule was last seen to stand; null when the last look at them saw anything else */
  stood: number | null;
};

export const nothingKnown: Known = { seen: null, tried: null, stood: null };

/**
 * What an earlier provisioner knew, so that a restart changes nothing for anybody while the rules stand. Only of this machine
 * since its start: rules do not outlive that.
 */
export function recall(report: WallsReport | undefined, { now, boot }: { now: number; boot: string }): Known {
  const at = Date.parse(report?.probedAt ?? '');
  if (!report || report.boot !== boot || !(at <= now)) return nothingKnown;
  const { closed, rows } = report;
  // As if the rules had stood at that time: unless they still do, they are probed at once.
  return { seen: { at, closed, rows }, tried: { at, unseen: null }, stood: at };
}

const minute = 60_000;
/** How often a probe comes, and how long a verdict outlives the time of its renewal while a busy engine lets no probe end. */
const watched = { everyMs: 60 * minute, graceMs: 10 * minute };
/** Nobody but a probe notices when rules fall that this process may not look at. */
const unwatched = { everyMs: 5 * minute, graceMs: 2 * minute };
/** So long after the last look the rules count as looked at. */
const lookLastsMs = 3 * minute;
/** Somebody may be mending it. */
const holeMs = 2 * minute;
const unseenMs = minute / 2;

/** Whether everything that must be closed was seen closed, lately enough for what could have changed since. */
export function isClosed({ seen, stood }: Known, now: number): boolean {
  if (!seen?.closed) return false;
  const isWatched = stood !== null && now - stood < lookLastsMs;
  const { everyMs, graceMs } = isWatched ? watched : unwatched;
  return now - seen.at < everyMs + graceMs;
}

export function probeIsDue({ seen, tried, stood }: Known, firewall: FirewallState, now: number): boolean {
  if (!tried) return true;
  const stands = firewall.state === 'standing';
  if (stands ? firewall.putBack.length > 0 : stood !== null) return true;
  const pauseMs = () => {
    if (tried.unseen !== null) return unseenMs;
    if (!seen?.closed) return holeMs;
    return (stands ? watched : unwatched).everyMs;
  };
  return now - tried.at >= pauseMs();
}

/** @param result null when no probe was due */
export function learn(known: Known, firewall: FirewallState, result: ProbeResult | null, now: number): Known {
  const stood = firewall.state === 'standing' ? now : null;
  if (!result) return { ...known, stood };
  if (result.state === 'unseen') return { ...known, tried: { at: now, unseen: result.reason }, stood };
  const { closed, rows } = result;
  return { seen: { at: now, closed, rows }, tried: { at: now, unseen: null }, stood };
}

/** @param boot names this run of the machine */
export function reportOf(
  known: Known,
  firewall: FirewallState,
  { now, boot }: { now: number; boot: string },
): WallsReport {
  return {
    closed: isClosed(known, now),
    because: because(known, firewall, now),
    firewall: { state: firewall.state, detail: detailOf(firewall) },
    probedAt: known.seen && new Date(known.seen.at).toISOString(),
    boot,
    rows: known.seen?.rows ?? [],
  };
}

function because(known: Known, firewall: FirewallState, now: number): string {
  const { seen, tried } = known;
  const closed = isClosed(known, now);
  if (!closed && tried?.unseen) return sentence(`the walls could not be tried: ${tried.unseen}`);
  if (!seen) return 'The walls have not been tried yet.';
  if (closed) return `Everything that must be closed was seen closed.${lookUpThatFailed(seen.rows)}`;
  if (seen.closed) return 'It is too long ago that everything was seen closed.';
  const wrong = seen.rows.filter((row) => row.wanted === 'closed' && row.seen !== 'closed');
  const where = wrong.map((row) => `${row.target} (${row.seen})`).join('; ');
  const remedy = firewall.state === 'not_permitted' ? ` ${remedyForRoot}` : '';
  return `${sentence(`not closed: ${where}`)}${remedy}`;
}

function lookUpThatFailed(rows: WallsReport['rows']): string {
  const failed = rows.find(
    ({ target, wanted, seen }) => wanted === 'open' && seen !== 'open' && isLookUp(target),
  );
  return failed
    ? ` But ${failed.target}: ${failed.detail}. A private name server of the engine's own belongs into TENANT_NAME_SERVERS.`
    : '';
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
