import { readSettings } from '@rockpool/db/settings/read';
import { headers } from 'next/headers';
import { db } from '../../db.ts';
import type { CurrentUser } from '../auth/current-user.ts';
import { addressHeader } from '../sign-in/client-address.ts';
import { claimLine } from './line.ts';
import { createPace } from './pace.ts';
import { claimPuzzle } from './portal-puzzle.ts';

/** Why no place is given yet: too fast, or a puzzle comes first. A place that is held is not touched by either. */
export type Held = { state: 'slow_down'; retryAfterSeconds: number } | { state: 'puzzle' };

/** with more in line than this there is a rush */
const rushMin = 50;

const paces = {
  account: createPace('claim.account', { free: 5, step: 1 }),
  phone: createPace('claim.phone', { free: 5, step: 1 }),
  address: createPace('claim.address', { free: 50, step: 50 }),
  flood: createPace('claim.flood', { free: 50, step: 50 }),
};

/**
 * Limits and puzzle in front of the line. A campus or an office is one address: beyond some hundreds of places a minute its
 * people solve a puzzle each, which costs a person a second and a farm of accounts its machines; only beyond some thousands
 * are they asked to wait.
 */
export async function admitClaim(user: CurrentUser, solution: string | undefined): Promise<Held | null> {
  const address = (await headers()).get(addressHeader) ?? '';
  const at = performance.now();
  for (const [pace, key] of [
    [paces.account, user.id],
    [paces.phone, user.phone],
    [paces.flood, address],
  ] as const) {
    const verdict = await pace.use(db(), key, at);
    if (!verdict.ok) return { state: 'slow_down', retryAfterSeconds: verdict.retryAfterSeconds };
  }
  const isCrowded = !(await paces.address.use(db(), address, at)).ok;
  if (!(await needsPuzzle(isCrowded))) return null;
  return solution && (await claimPuzzle().accept(user.id, solution)) ? null : { state: 'puzzle' };
}

/** Whether a click now would be asked for a puzzle. */
export async function needsPuzzle(isCrowded = false): Promise<boolean> {
  const when = await puzzleSetting();
  if (when === 'off') return false;
  return when === 'on' || isCrowded || claimLine().reader.longest() >= rushMin;
}

const settingMs = 2_000;
let known: { at: number; when: Promise<'off' | 'rush' | 'on'> } | undefined;

/** Read every two seconds at most: in a rush every click asks. */
function puzzleSetting(): Promise<'off' | 'rush' | 'on'> {
  if (known && performance.now() - known.at < settingMs) return known.when;
  const when = readSettings(db()).then((settings) => settings['claim.puzzle']);
  known = { at: performance.now(), when };
  when.catch(() => (known = undefined));
  return when;
}
