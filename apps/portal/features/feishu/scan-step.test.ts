import { describe, expect, it } from 'vitest';
import type { PollAnswer } from './registration.ts';
import { scanStep, type ScanProgress } from './scan-step.ts';

const now = new Date('2026-03-01T08:00:00Z');
const at = (ms: number) => new Date(now.getTime() + ms);
const scan: ScanProgress = {
  state: 'waiting',
  brand: 'feishu',
  pollEveryMs: 5_000,
  troubleSince: null,
  expiresAt: at(600_000),
};
const granted: PollAnswer = { kind: 'granted', appId: 'cli_1', secret: 's', ownerId: 'ou_1', brand: null };
const trouble: PollAnswer = { kind: 'trouble', detail: 'HTTP 502' };

describe('a poll of the device flow', () => {
  it('goes on at the same pace while nobody has scanned', () => {
    expect(scanStep(scan, { kind: 'waiting' }, now)).toEqual({
      next: 'poll',
      afterMs: 5_000,
      progress: scan,
    });
  });

  it('remembers that the code was opened', () => {
    expect(scanStep(scan, { kind: 'scanned' }, now)).toMatchObject({
      next: 'poll',
      progress: { state: 'scanned' },
    });
  });

  it('slows down by five seconds and stays there, up to a minute', () => {
    expect(scanStep(scan, { kind: 'slow_down' }, now)).toMatchObject({
      afterMs: 10_000,
      progress: { pollEveryMs: 10_000 },
    });
    const slow = { ...scan, pollEveryMs: 58_000 };
    expect(scanStep(slow, { kind: 'slow_down' }, now)).toMatchObject({ afterMs: 60_000 });
  });

  it('changes to Lark once, at once, and does not loop when told again', () => {
    const switched = scanStep(scan, { kind: 'switch', brand: 'lark' }, now);
    expect(switched).toMatchObject({
      next: 'poll',
      afterMs: 0,
      progress: { brand: 'lark', state: 'scanned' },
    });
    const again = scanStep({ ...scan, brand: 'lark' }, { kind: 'switch', brand: 'lark' }, now);
    expect(again).toMatchObject({ next: 'poll', afterMs: 5_000 });
  });

  it('keeps the brand it polled when the grant names none', () => {
    expect(scanStep({ ...scan, brand: 'lark' }, granted, now)).toMatchObject({
      next: 'store',
      brand: 'lark',
      ownerId: 'ou_1',
    });
  });

  it('ends on a refusal, on an expiry and on a code the vendor does not know', () => {
    expect(scanStep(scan, { kind: 'denied' }, now)).toEqual({ next: 'end', state: 'denied', detail: '' });
    expect(scanStep(scan, { kind: 'expired' }, now)).toEqual({ next: 'end', state: 'expired', detail: '' });
    expect(scanStep(scan, { kind: 'refused', detail: 'invalid_grant' }, now)).toMatchObject({
      state: 'failed',
      detail: 'invalid_grant',
    });
  });

  it.each([
    [-1, 'poll'],
    [0, 'end'],
    [1, 'end'],
  ])('stops asking at the announced expiry (%i ms after it: %s)', (ms, next) => {
    expect(scanStep(scan, { kind: 'waiting' }, at(600_000 + ms)).next).toBe(next);
  });

  it('takes a grant that arrives after the announced expiry', () => {
    expect(scanStep(scan, granted, at(700_000)).next).toBe('store');
  });

  it('tolerates two minutes without an answer, counted from the first', () => {
    const first = scanStep(scan, trouble, now);
    expect(first).toMatchObject({ next: 'poll', progress: { troubleSince: now } });
    const troubled = { ...scan, troubleSince: now };
    expect(scanStep(troubled, trouble, at(119_999))).toMatchObject({
      next: 'poll',
      progress: { troubleSince: now },
    });
    expect(scanStep(troubled, trouble, at(120_000))).toEqual({
      next: 'end',
      state: 'failed',
      detail: 'unreachable',
    });
  });

  it('forgets old trouble as soon as an answer comes', () => {
    expect(scanStep({ ...scan, troubleSince: now }, { kind: 'waiting' }, at(60_000))).toMatchObject({
      progress: { troubleSince: null },
    });
  });
});
