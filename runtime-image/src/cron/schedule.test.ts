import { describe, expect, it, test } from 'vitest';
import { catchUpMax, decideDue, type PlannedJob } from './decide.ts';
import { localInstant, nextRun, refuseSchedule, runsBetween, type Schedule } from './schedule.ts';
import { whenOf } from './wish.ts';
import { readDuration, readInstant, showDuration, showInstant } from './when.ts';

const cron = (expression: string): Schedule => ({ kind: 'cron', expression });
const at = (iso: string): number => Date.parse(iso);
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

describe('the next run', () => {
  test.each([
    ['a morning in Shanghai', '0 9 * * *', 'Asia/Shanghai', '2026-11-22T14:00Z', '2026-11-23T01:00Z'],
    ['exactly now is the next day', '0 9 * * *', 'Asia/Shanghai', '2026-11-23T01:00Z', '2026-11-24T01:00Z'],
    ['weekdays only', '30 8 * * 1-5', 'Asia/Shanghai', '2026-11-20T02:00Z', '2026-11-23T00:30Z'],
    ['29 February waits for a leap year', '0 9 29 2 *', 'UTC', '2026-03-01T00:00Z', '2028-02-29T09:00Z'],
    ['a 31st passes short months', '0 0 31 * *', 'UTC', '2026-01-31T00:00Z', '2026-03-31T00:00Z'],
    [
      'an hour that the clock leaves out runs after it',
      '30 2 * * *',
      'America/New_York',
      '2026-03-07T12:00Z',
      '2026-03-08T07:00Z',
    ],
    [
      'the day after it is as usual',
      '30 2 * * *',
      'America/New_York',
      '2026-03-08T07:00Z',
      '2026-03-09T06:30Z',
    ],
    [
      'an hour that comes twice runs once: first',
      '30 1 * * *',
      'America/New_York',
      '2026-10-31T12:00Z',
      '2026-11-01T05:30Z',
    ],
    ['then the next day', '30 1 * * *', 'America/New_York', '2026-11-01T05:30Z', '2026-11-02T06:30Z'],
  ])('%s', (_, expression, zone, after, next) => {
    expect(iso(nextRun(cron(expression), zone, at(after)))).toBe(iso(at(next)));
  });

  it('of an interval is counted from its anchor, however often it is asked', () => {
    const every: Schedule = { kind: 'every', everyMs: 600_000, anchorAt: at('2026-01-01T00:03Z') };
    expect(iso(nextRun(every, 'UTC', at('2026-01-01T00:03Z')))).toBe('2026-01-01T00:13:00.000Z');
    expect(iso(nextRun(every, 'UTC', at('2026-01-02T10:12:59Z')))).toBe('2026-01-02T10:13:00.000Z');
    expect(iso(nextRun(every, 'UTC', at('2025-12-31T23:50Z')))).toBe('2025-12-31T23:53:00.000Z');
  });

  it('of a one-time task is its time, and then none', () => {
    const once: Schedule = { kind: 'at', at: 1_000 };
    expect([nextRun(once, 'UTC', 999), nextRun(once, 'UTC', 1_000)]).toEqual([1_000, null]);
  });
});

test('runs of a span are the newest, both ends included', () => {
  const daily = cron('0 9 * * *');
  const [from, to] = [at('2026-11-01T09:00Z'), at('2026-11-04T09:00Z')];
  expect(runsBetween(daily, 'UTC', from, to, 10)).toHaveLength(4);
  expect(runsBetween(daily, 'UTC', from, to, 2).map(iso)).toEqual([
    '2026-11-03T09:00:00.000Z',
    '2026-11-04T09:00:00.000Z',
  ]);
  expect(runsBetween({ kind: 'every', everyMs: 60_000, anchorAt: 0 }, 'UTC', 0, 180_000, 10)).toEqual([
    0, 60_000, 120_000, 180_000,
  ]);
});

test.each([
  [cron('0 9 * * *'), 'Asia/Shanghai', null],
  [cron('@daily'), 'UTC', null],
  [cron('61 9 * * *'), 'UTC', 'is not a cron expression'],
  [cron('0 9 * *'), 'UTC', 'five fields'],
  [cron('* * * * * *'), 'UTC', 'five fields'],
  [cron(''), 'UTC', 'is not a cron expression'],
  [cron('0 0 30 2 *'), 'UTC', 'never comes'],
  [cron('0 9 * * *'), 'Beijing', 'not a time zone'],
  [{ kind: 'every', everyMs: 59_999, anchorAt: 0 } as const, 'UTC', 'shortest interval'],
  [{ kind: 'every', everyMs: 4e10, anchorAt: 0 } as const, 'UTC', 'longest interval'],
  [{ kind: 'at', at: 5 } as const, 'UTC', 'has passed'],
])('a schedule that cannot be used is refused with a sentence: %o', (schedule, zone, words) => {
  const refusal = refuseSchedule(schedule, zone, at('2026-01-01T00:00Z'));
  if (words === null) expect(refusal).toBeNull();
  else expect(refusal).toContain(words);
});

describe('times as they are written', () => {
  test.each([
    ['20m', 1_200_000],
    ['in 20 minutes', 1_200_000],
    ['1h30m', 5_400_000],
    ['1.5 hours', 5_400_000],
    ['20分钟', 1_200_000],
    ['2小时30分钟后', 9_000_000],
    ['1d', 86_400_000],
    ['soon', null],
    ['20', null],
    ['20 parsecs', null],
    ['', null],
  ])('"%s" lasts %s ms', (text, ms) => expect(readDuration(text)).toBe(ms));

  const now = at('2026-11-22T14:00Z'); // 22:00 in Shanghai
  test.each([
    ['23:30', '2026-11-22T15:30:00.000Z'],
    ['9:00', '2026-11-23T01:00:00.000Z'],
    ['2026-12-01 08:15', '2026-12-01T00:15:00.000Z'],
    ['2026-12-01T08:15:30', '2026-12-01T00:15:30.000Z'],
    ['2026-12-01T08:15:00Z', '2026-12-01T08:15:00.000Z'],
    ['2026-12-01T08:15:00+09:00', '2026-11-30T23:15:00.000Z'],
    ['2026-02-30 08:15', null],
    ['2026-12-01', null],
    ['25:00', null],
    ['tomorrow', null],
  ])('"%s" is %s', (text, instant) => {
    const read = readInstant(text, 'Asia/Shanghai', now);
    expect(read.kind === 'instant' ? iso(read.at) : null).toBe(instant);
  });

  test.each([
    ['every 30m', 'every'],
    ['每30分钟', 'every'],
    ['in 20 minutes', 'in'],
    ['20分钟后', 'in'],
    ['20m', 'in'],
    ['9:00', 'at'],
    ['2026-12-01 08:15', 'at'],
    ['0 9 * * *', 'schedule'],
    ['@daily', 'schedule'],
    ['whenever', 'schedule'],
  ])('"%s" is read as %s', (text, key) => expect(whenOf(text)).toEqual({ [key]: text }));

  it('are shown in the zone', () => {
    expect(showInstant(now, 'Asia/Shanghai')).toBe('2026-11-22 22:00 Sunday');
    expect(showInstant(now, 'Asia/Shanghai', 'zh')).toBe('2026-11-22 22:00 周日');
    expect(showDuration(9_000_000)).toBe('2h 30m');
    expect(localInstant('2026-13-01', '09:00:00', 'UTC')).toBeNull();
  });
});

describe('a task', () => {
  const start = at('2026-11-20T00:00Z');
  const nine = at('2026-11-22T09:00Z');
  const job = (more: Partial<PlannedJob> = {}): PlannedJob => ({
    ...{ schedule: cron('0 9 * * *'), zone: 'UTC', catchUp: 'once', nextAt: nine, plannedAt: start },
    ...more,
  });
  const minute = 60_000;
  const day = 86_400_000;

  test.each([
    ['waits until it is due', job(), nine - 1, { kind: 'wait', nextAt: nine }],
    ['runs when it is', job(), nine, { kind: 'run', scheduledAt: nine, nextAt: nine + day }],
    ['runs a little late', job(), nine + minute, { kind: 'run', scheduledAt: nine, nextAt: nine + day }],
    [
      'missed runs once, as the newest',
      job(),
      nine + 2 * day + minute * 5,
      { kind: 'catch-up', scheduledAts: [nine + 2 * day], reason: 'gateway_was_off', nextAt: nine + 3 * day },
    ],
    [
      'missed is skipped when nothing is to be caught up',
      job({ catchUp: 'skip' }),
      nine + day - minute,
      { kind: 'skip', scheduledAt: nine, reason: 'gateway_was_off', nextAt: nine + day },
    ],
    [
      'missed runs for each time when all are wanted',
      job({ catchUp: 'all' }),
      nine + 2 * day + minute * 5,
      {
        kind: 'catch-up',
        scheduledAts: [nine, nine + day, nine + 2 * day],
        reason: 'gateway_was_off',
        nextAt: nine + 3 * day,
      },
    ],
    ['that never comes again waits for nothing', job({ nextAt: null }), nine, { kind: 'wait', nextAt: null }],
    [
      'plans anew when the clock was set back from far ahead',
      job({ nextAt: at('2036-01-01T09:00Z'), plannedAt: at('2035-12-31T10:00Z') }),
      nine - minute,
      { kind: 'wait', nextAt: nine },
    ],
    [
      'stays where it is when the clock was corrected by a second',
      job({ plannedAt: nine - minute + 1_000 }),
      nine - minute,
      { kind: 'wait', nextAt: nine },
    ],
  ])('%s', (_, planned, now, decision) => {
    expect(decideDue(planned, null, now, nine + 10 * day)).toEqual(decision);
  });

  it('that still runs skips its turn', () => {
    expect(decideDue(job(), { isOpen: true }, nine, start)).toMatchObject({
      kind: 'skip',
      reason: 'still_running',
      nextAt: nine + day,
    });
  });

  it('missed by a clock that jumped ahead is told apart from a gateway that was off', () => {
    expect(decideDue(job(), null, nine + day / 2, start)).toMatchObject({
      kind: 'catch-up',
      reason: 'clock_jumped',
    });
  });

  it('missed ten thousand times catches up with few', () => {
    const often = job({ schedule: cron('* * * * *'), catchUp: 'all' });
    const decision = decideDue(often, null, nine + 7 * day, start);
    expect(decision.kind === 'catch-up' && decision.scheduledAts).toHaveLength(catchUpMax);
  });

  it('of one time that was missed runs once and never again', () => {
    const once = job({ schedule: { kind: 'at', at: nine } });
    expect(decideDue(once, null, nine + day, start)).toMatchObject({ scheduledAts: [nine], nextAt: null });
  });
});
