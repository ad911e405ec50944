import { expect, test } from 'vitest';
import { decideNoRoom } from './decide-no-room.ts';

const now = new Date('2026-11-22T10:00:00Z');
const afterMs = (ms: number) => new Date(now.getTime() + ms);

test.each([
  ['in a minute', null, 60_000],
  ['in a minute, when time changes nothing before', afterMs(90_000), 60_000],
  ['when its days end before', afterMs(20_000), 20_000],
])('one that waits for room is looked at %s', (_when, next, ms) => {
  const decision = decideNoRoom({ now, wanted: { state: 'running', reason: 'entitled', next } });
  expect(decision).toMatchObject({ action: 'nothing', phase: 'provisioning', phaseReason: 'no_room' });
  expect(decision).toMatchObject({ detail: '', failures: 0, retryAt: null, startDays: false });
  expect(decision.nextWakeAt).toEqual(afterMs(ms));
});
