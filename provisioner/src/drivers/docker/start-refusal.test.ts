import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEngine } from './engine.ts';
import { mapsUsers, startRefusal, strandedDisks } from './start-refusal.ts';

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

test.each<[string[], boolean]>([
  [['name=seccomp,profile=default', 'name=userns'], true],
  [['name=rootless', 'name=cgroupns'], true],
  [['name=apparmor', 'name=seccomp,profile=default'], false],
  [[], false],
])('an engine with %j gives users other numbers: %s', (options, expected) => {
  expect(mapsUsers(options)).toBe(expected);
});

test('an engine that gives users other numbers is refused where disks are wanted, and nowhere else', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rockpool-userns-'));
  const server = createServer(({ url = '' }, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify(url.includes('/info') ? { SecurityOptions: ['name=userns'] } : { Volumes: [] }),
    );
  });
  await once(server.listen(join(dir, 'engine.sock')), 'listening');
  try {
    const engine = createEngine(join(dir, 'engine.sock'));
    expect(await startRefusal(engine, asked)).toMatch(/^TENANT_DISKS cannot be used .*userns-remap/);
    expect(await startRefusal(engine, { ...asked, disks: null })).toBeNull();
  } finally {
    server.close();
    await rm(dir, { recursive: true });
  }
});

test('an engine that is away refuses no start: instances go on without it', async () => {
  expect(await startRefusal(createEngine('/nowhere/docker.sock'), asked)).toBeNull();
});
