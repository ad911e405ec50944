/** What to do after a failed call of a platform's API. Pure: the caller tells how often and how long it has tried. */

/** What an error means for the next try, as the channel reads its platform. */
export type Fault =
  | { kind: 'dead-token' }
  /** passes by itself; the wait doubles with each failure */
  | { kind: 'passing'; firstWaitMs: number }
  /** passes when the platform says so */
  | { kind: 'busy'; waitMs: number }
  /** `refused`: the same call would fail again; `unclear`: it may have taken effect, and doing it twice would be harm */
  | { kind: 'final'; reason: 'refused' | 'unclear' };

export type Tries = {
  /** failures so far, this one included */
  failures: number;
  elapsedMs: number;
  /** how long the caller wants to go on; 0 asks for one try */
  patienceMs: number;
  /** a fresh token was already fetched for this call */
  tokenRenewed: boolean;
};

export type NextStep =
  | { kind: 'renew-token' }
  | { kind: 'wait'; ms: number }
  | { kind: 'give-up'; reason: 'refused' | 'out-of-patience' | 'unclear' };

const waitMsMax = 10_000;

export function nextStep(fault: Fault, { failures, elapsedMs, patienceMs, tokenRenewed }: Tries): NextStep {
  switch (fault.kind) {
    case 'dead-token':
      return tokenRenewed ? { kind: 'give-up', reason: 'refused' } : { kind: 'renew-token' };
    case 'final':
      return { kind: 'give-up', reason: fault.reason };
    case 'passing':
    case 'busy': {
      const ms =
        fault.kind === 'busy' ? fault.waitMs : Math.min(fault.firstWaitMs * 2 ** (failures - 1), waitMsMax);
      const isTooLong = elapsedMs + ms > patienceMs;
      return isTooLong ? { kind: 'give-up', reason: 'out-of-patience' } : { kind: 'wait', ms };
    }
  }
}
