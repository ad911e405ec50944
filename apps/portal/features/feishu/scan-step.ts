/** What one poll of the device flow leads to. Pure; the caller stores the result. */
import type { Brand } from './hosts.ts';
import type { PollAnswer } from './registration.ts';

const troubleMsMax = 120_000;
const slowDownMs = 5_000;
const pollEveryMsMax = 60_000;

/** The part of a scan the decision depends on. */
export type ScanProgress = {
  state: 'waiting' | 'scanned';
  brand: Brand;
  pollEveryMs: number;
  /** first of a run of polls without an answer */
  troubleSince: Date | null;
  expiresAt: Date;
};

export type ScanStep =
  | { next: 'poll'; afterMs: number; progress: ScanProgress }
  | { next: 'store'; appId: string; secret: string; ownerId: string | null; brand: Brand }
  | { next: 'end'; state: 'denied' | 'expired' | 'failed'; detail: string };

/**
 * A grant counts even after the announced expiry: the vendor's clock decides, ours only stops asking.
 * Polls without an answer are tolerated for two minutes, then the scan fails as `unreachable`.
 */
export function scanStep(scan: ScanProgress, answer: PollAnswer, now: Date): ScanStep {
  switch (answer.kind) {
    case 'granted':
      return {
        next: 'store',
        appId: answer.appId,
        secret: answer.secret,
        ownerId: answer.ownerId,
        brand: answer.brand ?? scan.brand,
      };
    case 'denied':
    case 'expired':
      return { next: 'end', state: answer.kind, detail: '' };
    case 'refused':
      return { next: 'end', state: 'failed', detail: answer.detail };
  }
  if (now >= scan.expiresAt) return { next: 'end', state: 'expired', detail: '' };

  const calm: ScanProgress = { ...scan, troubleSince: null };
  switch (answer.kind) {
    case 'waiting':
      return { next: 'poll', afterMs: scan.pollEveryMs, progress: calm };
    case 'scanned':
      return { next: 'poll', afterMs: scan.pollEveryMs, progress: { ...calm, state: 'scanned' } };
    case 'slow_down': {
      const pollEveryMs = Math.min(scan.pollEveryMs + slowDownMs, pollEveryMsMax);
      return { next: 'poll', afterMs: pollEveryMs, progress: { ...calm, pollEveryMs } };
    }
    case 'switch':
      if (scan.brand === answer.brand)
        return { next: 'poll', afterMs: scan.pollEveryMs, progress: { ...calm, state: 'scanned' } };
      return { next: 'poll', afterMs: 0, progress: { ...calm, state: 'scanned', brand: answer.brand } };
    case 'trouble': {
      const troubleSince = scan.troubleSince ?? now;
      if (now.getTime() - troubleSince.getTime() >= troubleMsMax)
        return { next: 'end', state: 'failed', detail: 'unreachable' };
      return { next: 'poll', afterMs: scan.pollEveryMs, progress: { ...scan, troubleSince } };
    }
  }
}
