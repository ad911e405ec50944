/** How full a computer's disk is, from what its gateway says to what is stored, through the whole provisioner. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addReconcileJob } from '@rockpool/db/jobs';
import { settled } from './testing/queue.ts';
import { createWorld, type World } from './testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

test('is stored as a word, written only when the word changes, and never a reason to doubt a gateway', async () => {
  await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  await settled(world.db, id);
  await mkdir(world.statePath(id, 'workspace'), { recursive: true });

  const after = async (said: object) => {
    await writeFile(world.statePath(id, 'workspace/next.json'), JSON.stringify(said));
    await rename(world.statePath(id, 'workspace/next.json'), world.statePath(id, 'workspace/status.json'));
    await addReconcileJob(world.db, id);
    await settled(world.db, id);
    return world.row(id);
  };
  const used = (usedPercent: unknown) => after({ disk: { usedPercent, sizeBytes: 5_000_000_000 } });

  expect(await used(79)).toMatchObject({ phase: 'running', diskState: 'ok' });
  const low = await used(80);
  expect(low.diskState).toBe('low');
  for (const percent of [81, 97, 76]) expect(await used(percent)).toEqual(low);
  expect((await used(74)).diskState).toBe('ok');
  expect((await used(98)).diskState).toBe('full');
  // a gateway of before, and one that says what cannot be
  expect(await after({})).toMatchObject({ phase: 'running', phaseReason: 'ready', diskState: null });
  expect((await used(85)).diskState).toBe('low');
  for (const wrong of [101, -1, 80.5, 'much', null])
    expect(await used(wrong)).toMatchObject({ phase: 'running', phaseReason: 'ready', diskState: null });
});
