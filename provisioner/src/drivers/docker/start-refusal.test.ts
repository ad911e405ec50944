import { expect, test } from 'vitest';
import { createEngine } from './engine.ts';
import { startRefusal, strandedDisks } from './start-refusal.ts';

const asked = { installation: 'ab12', disks: '/srv/disks', isRoot: true };
const one = '/srv/disks/ab12/a.loop';

test.each<[string, string[], Partial<typeof asked> | { disks: null }, RegExp | null]>([
  ['no volume is a disk of its own', [], { disks: null }, null],
  ['all are in the folder', [one], {}, null],
  ['all are in the folder, spelt otherwise', [one], { disks: '/srv/disks/' }, null],
  ['the folder is not set any more', [one], { disks: null }, /unset.*set TENANT_DISKS to \/srv\/disks,/],
  ['it is another one', [one], { disks: '/mnt/d' }, /\(\/mnt\/d\): set TENANT_DISKS to \/srv\/disks,/],
  [
    'some are in another one',
    [one, '/old/ab12/b.loop', '/old/ab12/c.loop'],
    {},
    /^2 instances .* \/old\/ab12,/,
  ],
  ['nobody is there who could mount them', [one], { isRoot: false }, /^1 instance .*: start it as root/],
])('a start while %s', (_case, devices, changed, expected) => {
  const refusal = strandedDisks(devices, { ...asked, ...changed });
  if (expected) expect(refusal).toMatch(expected);
  else expect(refusal).toBeNull();
});

test('an engine that is away refuses no start: instances go on without it', async () => {
  expect(await startRefusal(createEngine('/nowhere/docker.sock'), asked)).toBeNull();
});
