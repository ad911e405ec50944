/** How full a computer's disk is, from what its gateway says to what is stored, through the whole provisioner. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, test } from 'vitest';
import { addReconcileJob } from '@rockpool/db/jobs';
import { until } from './testing/until.ts';
import { createWorld, type World } from './testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

test('is stored as a word, and forgotten when a gateway of before comes back or the figure cannot be', async () => {
  await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  await mkdir(world.statePath(id, 'workspace'), { recursive: true });

  const stored = async (said: object, diskState: string | null) => {
    await writeFile(world.statePath(id, 'workspace/next.json'), JSON.stringify(said));
    await rename(world.statePath(id, 'workspace/next.json'), world.statePath(id, 'workspace/status.json'));
    await addReconcileJob(world.db, id);
    const what = `${JSON.stringify(said)} is stored as ${diskState}`;
    return until(what, async () => {
      const row = await world.row(id);
      return row.phaseReason === 'ready' && row.diskState === diskState;
    });
  };
  const used = (usedPercent: unknown) => ({ disk: { usedPercent, sizeBytes: 5_000_000_000 } });

  await stored(used(79), 'ok');
  await stored(used(80), 'low');
  await stored(used(98), 'full');
  await stored({}, null);
  await stored(used(85), 'low');
  await stored(used('much'), null);
});
