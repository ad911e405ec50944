import { expect, it } from 'vitest';
import { localTime } from '../local-time.ts';
import { freshness, resetPolicyFor } from './session-reset.ts';

const at = (text: string): number => Date.parse(text);
const decide = (
  policy: { atHour?: number; idleMinutes?: number },
  last: string | null,
  now: string,
  zone = 'Asia/Shanghai',
) =>
  freshness(
    { atHour: policy.atHour ?? null, idleMinutes: policy.idleMinutes ?? null },
    last === null ? null : at(last),
    at(now),
    (instant) => localTime(zone, instant),
  );
const goesOn = { kind: 'goes_on' };
const newDay = { kind: 'begins_anew', reason: 'new_day' };
const idle = { kind: 'begins_anew', reason: 'idle' };

it.each([
  // four in the morning, to the millisecond
  [{ atHour: 4 }, '2026-03-01T23:00:00+08:00', '2026-03-02T03:59:59.999+08:00', goesOn],
  [{ atHour: 4 }, '2026-03-01T23:00:00+08:00', '2026-03-02T04:00:00.000+08:00', newDay],
  [{ atHour: 4 }, '2026-03-02T04:00:00+08:00', '2026-03-03T03:00:00+08:00', goesOn],
  [{ atHour: 0 }, '2026-02-28T23:59:59+08:00', '2026-03-01T00:00:00+08:00', newDay],
  [{ atHour: 4 }, '2025-12-31T12:00:00+08:00', '2026-01-01T03:00:00+08:00', goesOn],
  // a whole day without a word
  [{ atHour: 4 }, '2026-03-01T12:00:00+08:00', '2026-03-02T12:00:00+08:00', newDay],
  [{ idleMinutes: 60 }, '2026-03-01T12:00:00Z', '2026-03-01T12:59:59.999Z', goesOn],
  [{ idleMinutes: 60 }, '2026-03-01T12:00:00Z', '2026-03-01T13:00:00Z', idle],
  // whichever comes first
  [{ atHour: 4, idleMinutes: 600 }, '2026-03-02T03:00:00+08:00', '2026-03-02T04:30:00+08:00', newDay],
  [{ atHour: 4, idleMinutes: 600 }, '2026-03-02T05:00:00+08:00', '2026-03-02T15:00:00+08:00', idle],
  // nobody has written yet, or the clock went back
  [{ atHour: 4, idleMinutes: 1 }, null, '2026-03-02T04:00:00+08:00', goesOn],
  [{ atHour: 4 }, '2026-03-02T04:00:00+08:00', '2026-03-01T04:00:00+08:00', goesOn],
  [{}, '2020-01-01T00:00:00Z', '2026-01-01T00:00:00Z', goesOn],
] as const)('%j, last words %s, now %s: %j', (policy, last, now, what) => {
  expect(decide(policy, last, now)).toEqual(what);
});

it('the day begins at the hour of the wall clock, also when the clocks change', () => {
  const zone = 'Europe/Berlin';
  const before = '2026-03-28T22:00:00Z';
  expect(decide({ atHour: 4 }, before, '2026-03-29T01:59:59Z', zone)).toEqual(goesOn);
  expect(decide({ atHour: 4 }, before, '2026-03-29T02:00:00Z', zone)).toEqual(newDay);
});

it('the rule of the channel wins over that of the kind of chat, and that over the general one', () => {
  const policy = (idleMinutes: number) => ({ atHour: null, idleMinutes });
  const rules = {
    reset: policy(1),
    resetByKind: { group: policy(2), thread: policy(3) },
    resetByChannel: { dingtalk: policy(4) },
  };
  const of = (channel: string, kind: 'direct' | 'group', threadId: string | null) =>
    resetPolicyFor({ channel, chat: { id: 'c', kind, threadId } }, rules)?.idleMinutes;
  expect([of('feishu', 'direct', null), of('feishu', 'group', null)]).toEqual([1, 2]);
  expect([of('feishu', 'group', 't'), of('dingtalk', 'group', 't')]).toEqual([3, 4]);
  expect(
    resetPolicyFor(
      { channel: 'web', chat: { id: 'c', kind: 'direct', threadId: null } },
      { ...rules, reset: null },
    ),
  ).toBe(null);
});
