import { containerPss } from '../container-figures.ts';
import { requireEngine } from '../docker-engine.ts';
import { NotMeasured, type Figures } from '../measure.ts';
import { createStackWorld } from '../stack-world.ts';

const tenants = 30;
const settleMs = 30_000;

/** Thirty instances with their bots connected and nothing to do: what each of them costs the host. */
export async function measureDockerIdle(): Promise<Figures> {
  const engine = await requireEngine();
  if (process.getuid?.() !== 0) throw new NotMeasured('only root sees the memory of containers');
  const world = await createStackWorld('docker');
  try {
    for (let n = 0; n < tenants; n++) await world.connect(n, await world.claim(n));
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const containers = await engine.computers(world.stack.installation);
    const running = containers.filter((each) => each.running);
    if (running.length !== tenants) throw new Error(`${running.length} of ${tenants} containers run`);
    const memory = running.map(({ id }) => containerPss(id));
    const insideMb = memory.map((each) => each.insideMb);
    const shimMb = memory.map((each) => each.shimMb);
    return {
      figures: { 'docker.idlePssOf30Mb': mean(insideMb) },
      notes: [
        `node and tini inside, from ${Math.min(...insideMb).toFixed(1)} to ${Math.max(...insideMb).toFixed(1)} MB; beside it ${mean(shimMb).toFixed(1)} MB for the engine's shim`,
      ],
      samples: { insideMb, shimMb },
    };
  } finally {
    await world.close();
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
