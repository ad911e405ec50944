import { lookIn, well, type Decision } from './decision.ts';
import type { Facts } from './facts.ts';

/** Somebody is called when a place comes; this look is for what no call tells. */
const lookAgainMs = 60_000;

/** For one that is to run and that no host has room for. */
export const decideNoRoom = (facts: Pick<Facts, 'now' | 'wanted'>): Decision => ({
  action: 'nothing',
  reason: 'no_room',
  phase: 'provisioning',
  phaseReason: 'no_room',
  ...well,
  patienceMs: 0,
  startDays: false,
  nextWakeAt: lookIn(facts, lookAgainMs),
});
