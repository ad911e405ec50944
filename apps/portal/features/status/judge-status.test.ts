import { expect, test } from 'vitest';
import { judgeStatus, silentAfterMs, type StatusFacts } from './judge-status.ts';

type Seen = NonNullable<StatusFacts['seen']>;
const calm: Seen = {
  provisionerSilentMs: 4_000,
  starts: { ready: 10, failed: 0, slow: 0 },
  bots: { connected: 20, away: 0 },
};
const judge = (change: Partial<Seen>) => judgeStatus({ seen: { ...calm, ...change } });

test('all is well when every part is well, or had nothing to do', () => {
  expect(judge({})).toEqual({
    overall: 'well',
    parts: { portal: 'well', database: 'well', provisioner: 'well', starts: 'well', bots: 'well' },
  });
  const idle = judge({ starts: { ready: 0, failed: 0, slow: 0 }, bots: { connected: 0, away: 0 } });
  expect(idle).toMatchObject({ overall: 'well', parts: { starts: 'quiet', bots: 'quiet' } });
});

test('without the database nothing else is claimed to be known', () => {
  expect(judgeStatus({ seen: null })).toEqual({
    overall: 'troubled',
    parts: {
      portal: 'well',
      database: 'away',
      provisioner: 'unknown',
      starts: 'unknown',
      bots: 'unknown',
    },
  });
});

test.each([
  [silentAfterMs, 'well'],
  [silentAfterMs + 1, 'away'],
  [null, 'away'],
] as const)('a provisioner silent for %s ms is %s', (provisionerSilentMs, state) => {
  const { overall, parts } = judge({ provisionerSilentMs });
  expect(parts.provisioner).toBe(state);
  expect(overall).toBe(state === 'well' ? 'well' : 'troubled');
});

test.each([
  ['one failure among many is that one computer', { ready: 9, failed: 1, slow: 0 }, 'well'],
  ['a fifth that fails is the platform', { ready: 8, failed: 2, slow: 0 }, 'troubled'],
  ['the only start fails', { ready: 0, failed: 1, slow: 0 }, 'troubled'],
  ['a fifth that is late is slow', { ready: 8, failed: 0, slow: 2 }, 'slow'],
  ['late and failed together are a fifth', { ready: 8, failed: 1, slow: 1 }, 'slow'],
] as const)('%s', (_what, starts, state) => expect(judge({ starts }).parts.starts).toBe(state));

test.each([
  ['single bots that come and go', { connected: 8, away: 2 }, 'well'],
  ['many that cannot connect', { connected: 7, away: 3 }, 'troubled'],
] as const)('%s', (_what, bots, state) => expect(judge({ bots }).parts.bots).toBe(state));
