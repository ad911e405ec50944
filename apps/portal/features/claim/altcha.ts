import { createHash } from 'node:crypto';
import { createChallenge, verifySolution, type Challenge, type Solution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/sha';
import { z } from 'zod';
import type { Puzzle } from './puzzle.ts';

/** four hexadecimal digits: 65,536 hashes on average, about a second for a phone and 0.1 ms for the check */
const keyPrefix = '0000';
/** long enough for a slow phone, short enough that none are collected for later */
export const puzzleLifeSeconds = 300;

const Payload = z.object({
  challenge: z.object({
    parameters: z.looseObject({ nonce: z.string().max(64), data: z.object({ user: z.string() }) }),
    signature: z.string().max(256),
  }),
  solution: z.looseObject({ counter: z.int(), derivedKey: z.string().max(128) }),
});

export interface AltchaDeps {
  secret: string;
  now: () => Date;
  /** true once per name */
  takeOnce: (name: string) => Promise<boolean>;
}

/** ALTCHA's proof of work: challenges are signed, of one user, run out after five minutes and hold once. */
export function altchaPuzzle({ secret, now, takeOnce }: AltchaDeps): Puzzle {
  const hmacSignatureSecret = createHash('sha256').update(`claim puzzle ${secret}`).digest('hex');
  const mark = (userId: string) => createHash('sha256').update(userId).digest('base64url').slice(0, 16);
  return {
    create: (userId) =>
      createChallenge({
        algorithm: 'SHA-256',
        cost: 1,
        keyPrefix,
        deriveKey,
        data: { user: mark(userId) },
        expiresAt: new Date(now().getTime() + puzzleLifeSeconds * 1000),
        hmacSignatureSecret,
      }),
    async accept(userId, solution) {
      const payload = Payload.safeParse(decode(solution));
      if (!payload.success || payload.data.challenge.parameters.data.user !== mark(userId)) return false;
      const { challenge, solution: solved } = payload.data as unknown as {
        challenge: Challenge;
        solution: Solution;
      };
      const { verified } = await verifySolution({
        challenge,
        solution: solved,
        deriveKey,
        hmacSignatureSecret,
      });
      return verified && takeOnce(challenge.parameters.nonce);
    },
  };
}

function decode(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, 'base64').toString());
  } catch {
    return null;
  }
}
