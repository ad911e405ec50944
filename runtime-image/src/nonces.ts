import { clockSkewMsMax } from './control-auth.ts';

/** after this the clock refuses a request, whatever its nonce: signed at the latest one skew after it came, and good for one more */
const keptMs = 2 * clockSkewMsMax;
/** about 40 a second; who gets here knows the token */
const countMax = 10_000;

export type Nonces = { take(nonce: string, now: number): 'new' | 'used' | 'full' };

/** For whoever lets signed calls in: remembers what was used for as long as it could be used again. */
export function createNonces(): Nonces {
  const takenAt = new Map<string, number>();
  return {
    take(nonce, now) {
      for (const [old, at] of takenAt) {
        if (now - at <= keptMs) break;
        takenAt.delete(old);
      }
      if (takenAt.has(nonce)) return 'used';
      if (takenAt.size >= countMax) return 'full';
      takenAt.set(nonce, now);
      return 'new';
    },
  };
}
