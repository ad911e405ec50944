import { createAllowance, type Allowance } from '../api/allowance.ts';

export const modelTestsPerHour = 20;

// on globalThis because Next loads a module once per bundle, and the two routes share one count
const shared = globalThis as typeof globalThis & { rockpoolModelTests?: Allowance };

export function modelTestsAllowance(): Allowance {
  return (shared.rockpoolModelTests ??= createAllowance(modelTestsPerHour));
}
