/** Whether an instance is this host's to act on. */
import type { Loaded } from '../reconcile/load.ts';
import type { Candidate, Placed } from './place.ts';

export type Home =
  | { kind: 'here'; loaded: Loaded }
  /** it lives on another host: its job belongs there */
  | { kind: 'elsewhere' }
  | Exclude<Placed, { kind: 'taken' }>;

/** One that is to run and lives nowhere begins here if it can. One that need not run stays where it is: nowhere. */
export async function findHome(
  { host, place }: { host: string; place: (candidate: Candidate) => Promise<Placed> },
  loaded: Loaded,
  offered: boolean,
): Promise<Home> {
  const { id, row, wanted } = loaded;
  if (row.host !== null) return row.host === host ? { kind: 'here', loaded } : { kind: 'elsewhere' };
  if (wanted.state !== 'running') return { kind: 'here', loaded };
  const placed = await place({ id, offered });
  if (placed.kind !== 'taken') return placed;
  // as the statement that took it has written it
  const begun = row.phase === 'removed' ? ({ phase: 'provisioning', phaseReason: 'claimed' } as const) : {};
  return { kind: 'here', loaded: { ...loaded, row: { ...row, ...begun, host } } };
}
