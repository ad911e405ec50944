import { createAllowance, type Allowance } from '../api/allowance.ts';

/** Calls to other people's services that one user may cause in an hour, of each kind. */
export const callsPerHour = 20;

type Kind = 'model-test' | 'bot-check';

// on globalThis because Next loads a module once per bundle, and the routes of a kind share one count
const shared = globalThis as typeof globalThis & { rockpoolAllowances?: Map<Kind, Allowance> };

export function hourlyAllowance(kind: Kind): Allowance {
  const all = (shared.rockpoolAllowances ??= new Map());
  const allowance = all.get(kind) ?? createAllowance(callsPerHour);
  all.set(kind, allowance);
  return allowance;
}
