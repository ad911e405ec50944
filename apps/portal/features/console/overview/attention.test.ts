import { expect, test } from 'vitest';
import { judgeAttention } from './attention.ts';

const calm = {
  claimsToday: 0,
  active: 0,
  expiringSoon: 0,
  running: 0,
  computers: 0,
  failed: 0,
  movesFailed: 0,
  homeless: 0,
  waiting: 0,
  stock: null,
  stockClaimed: 0,
  stockLow: 0,
  eventsStuck: 0,
};
const alive = ['provisioner', { report: {}, silentMs: 5_000 }] as const;
const walls = (closed: boolean, subject = 'walls') =>
  [
    subject,
    {
      report: { closed, because: '', firewall: { state: 'standing', detail: '' }, probedAt: null, rows: [] },
      silentMs: 0,
    },
  ] as const;
const api = ['membership-api', { report: { answers: false, because: 'timed out' }, silentMs: 0 }] as const;

test.each([
  ['nothing while all is well', {}, [alive, walls(true)], []],
  ['a provisioner that never reported', {}, [], [{ kind: 'provisioner_silent', minutes: null }]],
  [
    'a provisioner that fell silent',
    {},
    [['provisioner', { report: {}, silentMs: 300_000 }] as const],
    [{ kind: 'provisioner_silent', minutes: 5 }],
  ],
  [
    'walls that one host has open',
    {},
    [alive, walls(true, 'walls:a'), walls(false, 'walls:b')],
    [{ kind: 'walls_open' }],
  ],
  [
    'nothing of what was told before there were hosts',
    {},
    [alive, walls(false), walls(true, 'walls:main')],
    [],
  ],
  [
    'everything, most urgent first',
    { failed: 3, movesFailed: 2, homeless: 4, eventsStuck: 2, stockLow: 1 },
    [alive, walls(false), api],
    [
      { kind: 'no_room', count: 4 },
      { kind: 'walls_open' },
      { kind: 'failed', count: 3 },
      { kind: 'move_failed', count: 2 },
      { kind: 'membership_api', because: 'timed out' },
      { kind: 'events_stuck', count: 2 },
      { kind: 'stock_low', count: 1 },
    ],
  ],
])('%s', (_what, figures, reports, expected) => {
  expect(
    judgeAttention({
      figures: { ...calm, ...figures },
      hosts: [],
      reports: new Map<string, { report: unknown; silentMs: number }>(reports),
    }),
  ).toEqual(expected);
});
