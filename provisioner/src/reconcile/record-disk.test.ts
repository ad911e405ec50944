/** When what a gateway says of its disk is written down. */
import { expect, it } from 'vitest';
import type { DiskState } from '@rockpool/db/domain/disk-state';
import type { GatewayStatus } from '@rockpool/gateway/control';
import type { Decision } from './decision.ts';
import type { Loaded } from './load.ts';
import type { Observed } from './observe.ts';
import { record, type InstanceStatus } from './record.ts';

const now = new Date(1_000);
const row = {
  ...{ phase: 'running', phaseReason: 'ready', phaseDetail: '', phaseSince: now, failures: 0, retryAt: null },
  ...{ specVersion: 1, specVersionSeen: 1, restarts: 0, restartsSeen: 0, handle: 'h', endpoint: 'http://g' },
  ...{ configHash: 'h', readyAt: now, verifiedAt: null, lastActivityAt: null, channelStatus: [] },
};
const decision = {
  ...{ action: 'nothing', reason: 'ready', phase: 'running', phaseReason: 'ready', detail: '' },
  ...{ failures: 0, retryAt: null },
} as Decision;
const seen = { state: 'running', endpoint: 'http://g' } as Observed['seen'];

const loadedWith = (diskState: DiskState | null) =>
  ({ id: 'i', now, clockOffsetMs: 0, row: { ...row, diskState } }) as unknown as Loaded;

async function written(before: DiskState | null, gateway: Observed['gateway'], as: Partial<Decision> = {}) {
  const writes: InstanceStatus[] = [];
  await record(
    async (status) => void writes.push(status),
    loadedWith(before),
    {
      run: { kind: 'error', message: '' },
      seen: as.phase === 'removed' ? { state: 'absent' } : seen,
      gateway,
    },
    { ...decision, ...as },
    { handle: 'h', publish: (endpoint) => endpoint },
  );
  return writes.map(({ diskState }) => diskState);
}

const answering = (disk?: GatewayStatus['disk']): Observed['gateway'] => ({
  state: 'answers',
  status: {
    ...{ version: '1', startedAt: now.toISOString(), config: { hash: 'h', error: null }, model: null },
    ...{ channels: [], runningTurns: 0, inboxWaiting: 0, lastActivityAt: null, disk },
  },
});
const used = (usedPercent: number) => answering({ usedPercent, sizeBytes: 5_000_000_000 });

it.each<[DiskState | null, number, DiskState[]]>([
  [null, 10, ['ok']],
  ['ok', 79, []],
  ['ok', 80, ['low']],
  ['low', 81, []],
  ['low', 76, []],
  ['low', 74, ['ok']],
  ['low', 98, ['full']],
  ['full', 96, []],
])('known as %s, %i percent writes %j', async (before, percent, writes) => {
  expect(await written(before, used(percent))).toEqual(writes);
});

it('is forgotten when the gateway has no disk of its own any more, and kept while it is silent', async () => {
  expect(await written('low', answering())).toEqual([null]);
  expect(await written(null, answering())).toEqual([]);
  expect(await written('low', { state: 'silent', message: 'no answer' })).toEqual([]);
});

it('is forgotten with a computer that is removed', async () => {
  expect(await written('full', null, { phase: 'removed' })).toEqual([null]);
});
