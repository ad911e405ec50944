import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lowLimits, readKernelLimits, type KernelLimits } from './kernel-limits.ts';

const defaults: KernelLimits = {
  'fs.inotify.max_user_instances': 128,
  'fs.pipe-user-pages-soft': 16_384,
  'net.ipv4.neigh.default.gc_thresh3': 1_024,
};

test.each<[number, string[]]>([
  [1, []],
  [2, ['fs.inotify.max_user_instances']],
  [100, ['fs.inotify.max_user_instances', 'fs.pipe-user-pages-soft']],
  [200, ['fs.inotify.max_user_instances', 'fs.pipe-user-pages-soft', 'net.ipv4.neigh.default.gc_thresh3']],
])("the kernel's defaults for %i instances are too low in %j", (instances, expected) => {
  expect(lowLimits(defaults, instances).map((each) => each.split(' ')[0])).toEqual(expected);
});

test('the sentence says how much is enough, and so much is', () => {
  const [low] = lowLimits({ 'fs.inotify.max_user_instances': 128 }, 10);
  expect(low).toMatch(/is 128, which 10 instances share .* set it to 1280 or more/);
  expect(lowLimits({ 'fs.inotify.max_user_instances': 1_280 }, 10)).toEqual([]);
});

test('a bound that is switched off is no low one, nor is one that cannot be read', () => {
  expect(lowLimits({ 'fs.pipe-user-pages-soft': 0 }, 1_000)).toEqual([]);
  expect(lowLimits({}, 1_000)).toEqual([]);
});

test("a deployment's own settings are enough for a thousand instances", async () => {
  const file = fileURLToPath(new URL('../../../../infra/sysctl.conf', import.meta.url));
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => /^[^#]/.test(line));
  const set = Object.fromEntries(
    lines.map((line) => line.split(' = ')).map(([name, value]) => [name, +value!]),
  );
  expect(Object.keys(set)).toEqual(expect.arrayContaining(Object.keys(defaults)));
  expect(lowLimits(set, 1_000)).toEqual([]);
});

test.skipIf(process.platform !== 'linux')('the kernel is asked under the names it has', async () => {
  expect((await readKernelLimits())['fs.inotify.max_user_instances']).toBeGreaterThan(0);
  expect(await readKernelLimits('/nowhere')).toEqual({});
});
