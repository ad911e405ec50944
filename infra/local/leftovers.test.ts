import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { connectEngine, installationLabel } from './engine.ts';
import { engineForTests, engineSocket } from './engine-for-tests.ts';
import { bridgesIn, chainsIn, leftovers, loopDevicesIn, mountsIn, tracesOnHost } from './leftovers.ts';

test('what was there before the tests is nobody’s leftover', () => {
  expect(leftovers(['volume a', 'network b'], ['network b', 'volume c'])).toEqual(['volume c']);
});

test('a firewall tells our chains and the rules that lead into them, and nothing of others', () => {
  const listing = [
    '-P INPUT ACCEPT',
    '-N DOCKER-USER',
    '-N ROCKPOOL-ab12cd-IN',
    '-A INPUT -i rpab12+ -j ROCKPOOL-ab12cd-IN',
    '-A ROCKPOOL-ab12cd-IN -j DROP',
    '-A DOCKER-USER -j RETURN',
  ].join('\n');
  expect(chainsIn('iptables', listing)).toEqual([
    'iptables -N ROCKPOOL-ab12cd-IN',
    'iptables -A INPUT -i rpab12+ -j ROCKPOOL-ab12cd-IN',
  ]);
});

test('bridges, loop devices and mounts count when they are ours by name', () => {
  expect(bridgesIn(['lo', 'docker0', 'rpab1200ff00ff', 'rpm'])).toEqual(['bridge rpab1200ff00ff']);
  expect(
    loopDevicesIn([
      ['/dev/loop0', '/snap/core.snap'],
      ['/dev/loop1', '/var/lib/rockpool/disks/1.img'],
    ]),
  ).toEqual(['loop device /dev/loop1 on /var/lib/rockpool/disks/1.img']);
  const mounts = [
    '36 35 98:0 / / rw - ext4 /dev/root rw',
    '40 36 7:1 / /var/lib/docker/volumes/rockpool-ab12-1/_data rw - ext4 /dev/loop1 rw',
  ].join('\n');
  expect(mountsIn(mounts)).toEqual(['mount at /var/lib/docker/volumes/rockpool-ab12-1/_data']);
});

const { skip, why } = await engineForTests();

describe.skipIf(skip)(`on an engine${why}`, () => {
  const installation = `lo${randomInt(36 ** 4, 36 ** 5).toString(36)}`.slice(0, 8);
  const volume = `rockpool-${installation}-left`;
  afterEach(() => connectEngine(engineSocket()).removeInstallation(installation));

  test('a volume that a test forgot is found, and removing its installation removes it', async () => {
    const before = await tracesOnHost(engineSocket());
    const label = `--label=${installationLabel}=${installation}`;
    expect(spawnSync('docker', ['volume', 'create', label, volume]).status).toBe(0);
    expect(leftovers(before, await tracesOnHost(engineSocket()))).toContain(`volume ${volume}`);
    await connectEngine(engineSocket()).removeInstallation(installation);
    expect(leftovers(before, await tracesOnHost(engineSocket()))).not.toContain(`volume ${volume}`);
  });
});
