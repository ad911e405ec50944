import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, hourOf } from './calendar.ts';
import {
  beforeNight,
  decideReminder,
  outlook,
  planReminders,
  type Night,
  type PlannedReminder,
} from './reminders.ts';

const night: Night = { fromHour: 22, toHour: 8, eveningHour: 20 };
const shanghai = 'Asia/Shanghai';

const plan = (expiresAt: string, since: string, zone = shanghai) =>
  planReminders({ expiresAt: new Date(expiresAt), since: new Date(since), zone, night }).map(
    ({ kind, dueAt, leftOut }) => `${kind} ${leftOut ?? dueAt.toISOString().slice(0, 16)}`,
  );

describe('reminders of one expiry', () => {
  test.each([
    [
      'by day: a day before, two hours before, at the end',
      ['2026-03-10T15:00:00+08:00', '2026-03-05T10:00:00+08:00', shanghai],
      ['before_24h 2026-03-09T07:00', 'before_2h 2026-03-10T05:00', 'expired 2026-03-10T07:00'],
    ],
    [
      'of a fresh claim of one day: none of the day before',
      ['2026-03-10T15:00:00+08:00', '2026-03-09T15:00:00+08:00', shanghai],
      ['before_24h fresh', 'before_2h 2026-03-10T05:00', 'expired 2026-03-10T07:00'],
    ],
    [
      'renewed minutes before the end: the day before would come minutes after the renewal',
      ['2026-03-10T15:00:00+08:00', '2026-03-09T14:40:00+08:00', shanghai],
      ['before_24h fresh', 'before_2h 2026-03-10T05:00', 'expired 2026-03-10T07:00'],
    ],
    [
      'made shorter by an operator to an hour: only the end',
      ['2026-03-10T15:00:00+08:00', '2026-03-10T14:00:00+08:00', shanghai],
      ['before_24h fresh', 'before_2h fresh', 'expired 2026-03-10T07:00'],
    ],
    [
      'at the night’s end: two hours before becomes the evening before',
      ['2026-03-10T08:30:00+08:00', '2026-03-05T10:00:00+08:00', shanghai],
      ['before_24h 2026-03-09T00:30', 'before_2h 2026-03-09T12:00', 'expired 2026-03-10T00:30'],
    ],
    [
      'in the night: the evening tells, nothing comes at the end itself',
      ['2026-03-10T03:00:00+08:00', '2026-03-05T10:00:00+08:00', shanghai],
      ['before_24h 2026-03-08T12:00', 'before_2h 2026-03-09T12:00', 'expired night'],
    ],
    [
      'late in the evening: two hours before is still said, the end is not',
      ['2026-03-10T22:30:00+08:00', '2026-03-05T10:00:00+08:00', shanghai],
      ['before_24h 2026-03-09T12:00', 'before_2h 2026-03-10T12:30', 'expired night'],
    ],
    [
      'at 22:00 sharp is night, at 08:00 sharp is day',
      ['2026-03-11T00:00:00+08:00', '2026-03-05T10:00:00+08:00', shanghai],
      ['before_24h 2026-03-09T12:00', 'before_2h 2026-03-10T12:00', 'expired night'],
    ],
    [
      'on the first of a month: the evening before is of the month before',
      ['2026-03-01T01:00:00+08:00', '2026-02-20T10:00:00+08:00', shanghai],
      ['before_24h 2026-02-27T12:00', 'before_2h 2026-02-28T12:00', 'expired night'],
    ],
    [
      'where clocks go forward that night: the evening is the evening of that zone',
      ['2026-03-29T09:00:00+02:00', '2026-03-20T10:00:00Z', 'Europe/Berlin'],
      ['before_24h 2026-03-28T07:00', 'before_2h 2026-03-28T19:00', 'expired 2026-03-29T07:00'],
    ],
    [
      'where clocks go back that night',
      ['2026-11-01T09:00:00-05:00', '2026-10-20T10:00:00Z', 'America/New_York'],
      ['before_24h 2026-10-31T14:00', 'before_2h 2026-11-01T00:00', 'expired 2026-11-01T14:00'],
    ],
    [
      'in a zone of half hours, west of the campaign’s',
      ['2026-03-10T15:00:00+05:30', '2026-03-05T10:00:00Z', 'Asia/Kolkata'],
      ['before_24h 2026-03-09T09:30', 'before_2h 2026-03-10T07:30', 'expired 2026-03-10T09:30'],
    ],
  ] as [string, [string, string, string], string[]][])('%s', (_, [expiresAt, since, zone], expected) => {
    expect(plan(expiresAt, since, zone)).toEqual(expected);
  });

  test('nothing goes out at night, after what it warns of, or less than an hour before the next one', () => {
    const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'];
    const facts = fc.record({
      at: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) }),
      grantedMs: fc.integer({ min: 60_000, max: 8 * DAY_MS }),
      zone: fc.constantFrom(...zones),
      fromHour: fc.integer({ min: 20, max: 23 }),
      toHour: fc.integer({ min: 5, max: 11 }),
      eveningHour: fc.integer({ min: 17, max: 19 }),
    });
    fc.assert(
      fc.property(facts, ({ at, grantedMs, zone, ...hours }) => {
        const [expiresAt, since] = [new Date(at), new Date(at - grantedMs)];
        const sent = planReminders({ expiresAt, since, zone, night: hours }).filter((each) => !each.leftOut);
        for (const [index, { dueAt }] of sent.entries()) {
          const hour = hourOf(dueAt, zone);
          expect(hour < hours.fromHour && hour >= hours.toHour).toBe(true);
          expect(dueAt >= since && dueAt <= expiresAt).toBe(true);
          const next = sent[index + 1];
          if (next) expect(next.dueAt.getTime() - dueAt.getTime()).toBeGreaterThanOrEqual(HOUR_MS);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('without a night nothing is moved', () => {
    const at = new Date('2026-03-10T03:00:00+08:00');
    expect(beforeNight(at, shanghai, { fromHour: 8, toHour: 8, eveningHour: 20 })).toEqual(at);
  });
});

describe('at a moment', () => {
  const expiresAt = new Date('2026-03-10T07:00:00Z');
  const planned = planReminders({
    expiresAt,
    since: new Date('2026-03-01T00:00:00Z'),
    zone: shanghai,
    night,
  });
  const stepsAt = (now: string, rows: readonly PlannedReminder[] = planned) =>
    rows.map((each) => {
      const step = decideReminder(each, rows, expiresAt, new Date(now));
      return step.kind === 'leave-out' ? step.reason : step.kind;
    });

  test.each([
    ['long before', '2026-03-08T00:00:00Z', ['wait', 'wait', 'wait']],
    ['when the first is due', '2026-03-09T07:00:00Z', ['send', 'wait', 'wait']],
    ['when nobody was there in time', '2026-03-10T04:00:00Z', ['send', 'wait', 'wait']],
    ['when the clock jumped over one', '2026-03-10T05:30:00Z', ['told', 'send', 'wait']],
    ['at the end', '2026-03-10T07:00:00Z', ['late', 'late', 'send']],
    ['days after the end', '2026-03-15T00:00:00Z', ['late', 'late', 'send']],
  ])('%s', (_, now, steps) => expect(stepsAt(now)).toEqual(steps));

  test('a clock that goes back makes what was not yet sent wait again', () => {
    expect(stepsAt('2026-03-08T00:00:00Z', planned.slice(1))).toEqual(['wait', 'wait']);
  });
});

test.each([
  ['a day can follow', 5, '2026-03-10T00:00:00Z', 'renew'],
  ['all days were granted', 31, '2026-03-10T00:00:00Z', 'final'],
  ['nothing runs after it', 5, '2026-04-10T16:00:00Z', 'final'],
] as const)('outlook: %s', (_, grantedDays, expiresAt, expected) => {
  const facts = { totalDaysMax: 31, endOfUse: new Date('2026-04-10T16:00:00Z') };
  expect(outlook({ entitlement: { grantedDays }, expiresAt: new Date(expiresAt), ...facts })).toBe(expected);
});
