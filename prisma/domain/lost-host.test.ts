import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAtStake, refuseLoss, showsLoss, survive, type Whereabouts } from './lost-host.ts';

const lives: Whereabouts = { host: 'a', moveTo: null, movedFrom: null, remainsOn: null };
const there = (host: string) => host === 'silent';
const after = (facts: Partial<Whereabouts>, phase: 'running' | 'removed' = 'running') =>
  survive({ ...lives, ...facts, phase }, 'a', there);

test('a host that beats, and one of which another number was shown, is not declared lost', () => {
  const host = { name: 'a', beats: false, computers: 3, shown: 3 };
  expect(refuseLoss(host)).toBeNull();
  expect(refuseLoss({ ...host, beats: true })).toEqual({ reason: 'host_alive', host: 'a' });
  expect(refuseLoss({ ...host, shown: 2 })).toEqual({
    ...{ reason: 'other_count', host: 'a', computers: 3, shown: 2 },
  });
});

test.each<[string, Partial<Whereabouts>, object]>([
  ['begins anew', {}, { fate: 'empty', loss: 'all', host: null }],
  ['begins anew, its wish forgotten', { moveTo: 'b' }, { fate: 'empty', host: null, moveTo: null }],
  ['goes back to who still has all of it', { movedFrom: 'b' }, { fate: 'back', loss: null, host: 'b' }],
  [
    'goes back, and an older copy elsewhere is still known',
    { movedFrom: 'b', remainsOn: 'c' },
    { fate: 'back', host: 'b', remainsOn: 'c' },
  ],
  ['lives on with an older copy', { remainsOn: 'b' }, { fate: 'copy', loss: 'since_move', host: 'b' }],
  ['does not wait for the copy of a silent host', { remainsOn: 'silent' }, { fate: 'empty', host: null }],
  [
    'begins anew where it was to come to',
    { host: 'b', movedFrom: 'a' },
    { fate: 'empty_here', loss: 'all', host: 'b' },
  ],
  [
    'begins anew also where it was being taken back',
    { host: 'b', movedFrom: 'a', moveTo: 'a' },
    { fate: 'empty_here', host: 'b', moveTo: null, movedFrom: null },
  ],
  [
    'that was still to be fetched lives on with an older copy too',
    { host: 'b', movedFrom: 'a', remainsOn: 'c' },
    { fate: 'copy', loss: 'since_move', host: 'c', movedFrom: null, remainsOn: null },
  ],
  ['stays', { host: 'b', moveTo: 'a' }, { fate: 'stays', loss: null, host: 'b', moveTo: null }],
  [
    'loses an old copy only',
    { host: 'b', moveTo: 'c', remainsOn: 'a' },
    { fate: 'copy_forgotten', loss: null, host: 'b', moveTo: 'c', remainsOn: null },
  ],
])('one %s', (_what, facts, expected) => expect(after(facts)).toMatchObject(expected));

test('of one that was removed only what is elsewhere is still to go', () => {
  expect(after({}, 'removed')).toMatchObject({ fate: 'gone', host: null, loss: null });
  expect(after({ remainsOn: 'silent' }, 'removed')).toMatchObject({ fate: 'gone', host: 'silent' });
  expect(after({ host: 'b', movedFrom: 'a' }, 'removed')).toMatchObject({ fate: 'gone', movedFrom: null });
});

const place = fc.constantFrom('a', 'b', 'c', null);
/** as the database's checks have it */
const whereabouts = fc
  .record({ host: place, moveTo: place, movedFrom: place, remainsOn: place })
  .filter(({ host, ...others }) =>
    Object.values(others).every((other) => other === null || (host !== null && other !== host)),
  );

test('whatever was under way, nothing names the host afterwards, and a whole volume elsewhere is never given up', () => {
  fc.assert(
    fc.property(
      whereabouts,
      fc.constantFrom('running', 'expired', 'failed', 'removed'),
      fc.subarray(['b', 'c']),
      (before, phase, silent) => {
        const result = survive({ ...before, phase }, 'a', (host) => silent.includes(host));
        const named = Object.values(before).includes('a');
        expect(result !== null).toBe(named);
        if (!result) return;
        const { fate, loss, ...now } = result;
        expect(Object.values(now)).not.toContain('a');
        const { host, ...others } = now;
        for (const other of Object.values(others))
          if (other !== null) expect([null, host]).not.toContain(other);
        // Naive: the whole volume is on the host that `movedFrom`, else `host`, names.
        const whole = before.movedFrom ?? before.host;
        expect(isAtStake(before, 'a')).toBe(whole === 'a');
        expect(loss !== null).toBe(whole === 'a' && phase !== 'removed');
        if (whole !== 'a') expect(now.movedFrom ?? now.host).toBe(whole);
        if (fate === 'copy') expect(before.remainsOn).toBe(now.host);
        // A copy that nobody knows of would be there for ever; that of one that begins anew has a job of its own.
        if (fate !== 'empty') expect([null, 'a', now.host, now.remainsOn]).toContain(before.remainsOn);
      },
    ),
  );
});

test('a page speaks of a loss for thirty days', () => {
  const at = new Date('2026-03-01T00:00:00Z');
  const days = (count: number) => new Date(at.getTime() + count * 86_400_000);
  expect([days(0), days(29), days(30)].map((now) => showsLoss(at, now))).toEqual([true, true, false]);
  expect(showsLoss(null, at)).toBe(false);
});
