import { expect, it } from 'vitest';
import { diskUse, isWholeFileSystem, openOwnVolume } from './own-volume.ts';

const overlay = '812 540 0:61 / / ro,relatime - overlay overlay rw,lowerdir=/a:/b';

it.each([
  ['a disk of its own', '820 812 7:3 / /data rw,nosuid,nodev,noatime - ext4 /dev/loop3 rw', true],
  ['a tmpfs', '820 812 0:70 / /data rw,nosuid,nodev - tmpfs tmpfs rw,size=49152k', true],
  [
    'a folder of the disk of the host',
    '820 812 254:1 /var/lib/docker/volumes/v/_data /data rw,relatime - ext4 /dev/vda1 rw',
    false,
  ],
  ['a file system that is mounted beneath', '820 812 7:3 / /data/inside rw - ext4 /dev/loop3 rw', false],
  [
    'a disk that a folder lies on',
    '820 812 7:3 / /data rw - ext4 /dev/loop3 rw\n821 820 254:1 /srv /data rw - ext4 /dev/vda1 rw',
    false,
  ],
])('knows %s', (_what, line, is) => {
  expect(isWholeFileSystem(`${overlay}\n${line}\n`, '/data')).toBe(is);
});

it('says nothing where mounts cannot be read, or nothing is mounted', () => {
  expect(isWholeFileSystem('', '/data')).toBe(false);
  expect(isWholeFileSystem(overlay, '/data')).toBe(false);
  expect(openOwnVolume('/no/such/folder')()).toBeNull();
});

it.each([
  ['a new one', { blocks: 1000, bfree: 1000, bavail: 1000 }, { usedPercent: 0, sizeBytes: 4_096_000 }],
  ['less than a percent from a limit', { blocks: 1000, bfree: 201, bavail: 201 }, 79],
  ['at a limit', { blocks: 1000, bfree: 200, bavail: 200 }, 80],
  ['one with a part for root', { blocks: 1000, bfree: 240, bavail: 190 }, 80],
  ['a full one', { blocks: 1000, bfree: 0, bavail: 0 }, 100],
  ['one without a size', { blocks: 0, bfree: 0, bavail: 0 }, null],
  ['one that reckons wrong', { blocks: 10, bfree: 20, bavail: 20 }, null],
])('reckons %s', (_what, figures, use) => {
  const found = diskUse({ bsize: 4096, ...figures });
  if (typeof use === 'number') expect(found?.usedPercent).toBe(use);
  else expect(found).toEqual(use);
});
