import { db } from '../../db.ts';
import { env } from '../../env.ts';
import { limit } from '../limits/limit.ts';
import { altchaPuzzle } from './altcha.ts';
import type { Puzzle } from './puzzle.ts';

let puzzle: Puzzle | undefined;

/** The puzzle of this installation. */
export function claimPuzzle(): Puzzle {
  return (puzzle ??= altchaPuzzle({
    secret: env().authSecret,
    now: () => new Date(),
    takeOnce: async (name) => (await limit(db(), 'claim.puzzle', name)).ok,
  }));
}
